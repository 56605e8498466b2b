"""A request's head as it came: its strings as bytes, or as text of a codec that reads any bytes."""

from codecs import lookup

from .frames import ANY_REQUEST, BODY_FOLLOWS, PARTS, unpack_fields


class Head:
    """Made for each request, so it does nothing that is not asked."""

    __slots__ = ("payload", "wires", "layout", "is_head", "variables")

    def __init__(self, kind, payload):
        self.payload = payload
        if kind == ANY_REQUEST:
            self.wires = unpack_fields(payload)
            self.layout = layouts[self.wires[0]]
            self.variables = int(self.wires[1])
            self.is_head = self.wires[2] == b"HEAD"
        else:
            self.wires = None
            first = payload.index(b"\0")
            self.layout = layouts[payload[:first]]
            second = payload.index(b"\0", first + 1)
            self.variables = int(payload[first + 1 : second])
            self.is_head = payload.startswith(b"HEAD\0", second + 1)

    def bytes(self):
        if self.wires is None:
            self.wires = self.payload.split(b"\0")
        return self.wires

    def text(self, encoding, errors):
        """Only for codecs of which `reads_all` is true: then all strings at once read as each would."""
        if self.wires is None:
            return self.payload.decode(encoding, errors).split("\0")
        return [wire.decode(encoding, errors) for wire in self.wires]

    def request(self):
        """The request as `strings` wants it."""
        wires = self.bytes()
        layout = self.layout
        request = dict(zip(layout.parts, wires[2:]))
        variables = layout.after
        headers = variables + 2 * self.variables
        request["variables"] = {name.decode("latin-1"): value for name, value in pairs(wires[variables:headers])}
        request["headers"] = pairs(wires[headers:])
        return request


class Layout:
    """Which parts of a request are there, in the order of their strings."""

    def __init__(self, mask):
        self.parts = [part for place, part in enumerate(PARTS) if mask >> place & 1]
        self.after = 2 + len(self.parts)
        self.has_body = bool(mask & BODY_FOLLOWS)


class Layouts(dict):
    """By the decimal that a request begins with."""

    def __missing__(self, mask):
        self[mask] = layout = Layout(int(mask))
        return layout


layouts = Layouts()


def pairs(strings):
    return list(zip(strings[::2], strings[1::2]))


def reads_all(spec):
    """True for a codec of text that has a value for all bytes, and reads NUL as itself and apart from what is beside it."""
    name = lookup(spec["encoding"]).name
    return name == "iso8859-1" or (name == "utf-8" and spec["errors"] == "surrogateescape")
