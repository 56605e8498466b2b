"""A request's head as it came: its strings as bytes, or as text of a codec that reads any bytes."""

from codecs import lookup

from .frames import ANY_REQUEST, BODY_FOLLOWS, PARTS, unpack_fields


class Head:
    """Made for each request, so it does nothing that is not asked."""

    __slots__ = ("payload", "wires", "layout", "is_head")

    def __init__(self, kind, payload):
        if kind == ANY_REQUEST:
            self.payload = None
            self.wires = unpack_fields(payload)
            mask, variables, method = self.wires[:3]
        else:
            self.payload = payload
            self.wires = None
            mask, variables, method, _ = payload.split(b"\0", 3)
        self.layout = layouts[mask, variables]
        self.is_head = method == b"HEAD"

    def bytes(self):
        if self.wires is None:
            self.wires = self.payload.split(b"\0")
        return self.wires

    def strings(self, codec):
        """All of them at once: as bytes for None, or as text of an (encoding, errors) of which `reads_all` is true."""
        if codec is None:
            return self.bytes()
        encoding, errors = codec
        if self.payload is None:
            return [wire.decode(encoding, errors) for wire in self.wires]
        return self.payload.decode(encoding, errors).split("\0")

    def request(self):
        """The request as `strings` wants it."""
        wires = self.bytes()
        layout = self.layout
        request = dict(zip(layout.parts, wires[2:]))
        request["variables"] = {name.decode("latin-1"): value for name, value in pairs(wires[layout.variables : layout.headers])}
        request["headers"] = pairs(wires[layout.headers :])
        return request


class Layout:
    """Which parts of a request are there, and where its variables and headers begin among its strings."""

    def __init__(self, mask, variables):
        self.parts = [part for place, part in enumerate(PARTS) if mask >> place & 1]
        self.variables = 2 + len(self.parts)
        self.headers = self.variables + 2 * variables
        self.has_body = bool(mask & BODY_FOLLOWS)


class Layouts(dict):
    """By the two decimals that a request begins with."""

    def __missing__(self, decimals):
        mask, variables = decimals
        self[decimals] = layout = Layout(int(mask), int(variables))
        return layout


layouts = Layouts()


def pairs(strings):
    return list(zip(strings[::2], strings[1::2]))


def reads_all(encoding, errors):
    """True for a codec that has a value for all bytes, and reads NUL as itself and apart from what is beside it."""
    name = lookup(encoding).name
    return name == "iso8859-1" or (name == "utf-8" and errors == "surrogateescape")
