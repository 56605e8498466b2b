"""The environ of a declaration that was looked at once: what `strings.write_environ` makes, in less time.

Where a variable stands for a part of the request, all of one codec are taken at once. What is derived or chosen goes
through the functions of `strings`.
"""

from operator import itemgetter

from .frames import PARTS
from .head import Layout, pairs, reads_all
from .strings import Stream, cgi_name, choose, constant, decode, other_codec, slots_of, write_environ


def compiled(declaration, facts, agreed=()):
    """A function from a `Head` to its environ, which raises what `write_environ` raises.

    `facts` are what the server says of itself, `agreed` is what it adds that nobody declares.
    """
    return Compiled(declaration, facts, agreed).environ_of


class Compiled:
    def __init__(self, declaration, facts, agreed):
        entries = declaration["environ"]
        self.declaration = declaration
        self.facts = facts
        self.key_of = (lambda key: key.encode("latin-1")) if declaration["keys"] == "bytes" else (lambda key: key)
        self.base = {self.key_of(entry["key"]): fixed(entry, facts) for entry in entries if is_fixed(entry, facts)}
        self.base.update(agreed)
        self.groups = self.grouped([entry for entry in entries if is_part(entry)])
        self.derived = [entry for entry in entries if not (is_fixed(entry, facts) or is_part(entry))]
        #: Some of it is no part of the request itself.
        self.needs_slots = any(entry["is"] == "fact" or entry.get("slot", PARTS[0]) not in PARTS for entry in self.derived)
        self.headers = (HeaderPairs if declaration["headers"]["as"] == "pairs" else HeaderVariables)(declaration, self.key_of)
        self.other = other_codec(declaration)
        self.shapes = Shapes(self)
        #: Looked at first, since it is often the next one too.
        self.last = self.shapes[Layout(0, 0), ()]

    def grouped(self, entries):
        """Entries of one codec together."""
        groups = {}
        for entry in entries:
            groups.setdefault(known(entry["codec"]), []).append(entry)
        return groups

    def environ_of(self, head):
        layout, headers = head.layout, self.headers
        strings = head.strings(headers.codec)
        names = strings[layout.headers :: 2] if headers.are_keys else []
        shape = self.last
        if shape.names != names or shape.layout is not layout:
            shape = self.last = self.shapes[layout, tuple(names)]
        environ = shape.base.copy()
        try:
            if self.derived:
                self.derive(environ, dict(zip(layout.parts, head.bytes()[2:])))
            for codec, keys, take in shape.groups:
                environ.update(zip(keys, take(strings if codec is headers.codec else head.strings(codec))))
            if not shape.has_headers:
                headers.put(environ, strings[layout.headers :])
            if layout.headers > layout.variables:
                self.put_others(environ, head.bytes()[layout.variables : layout.headers])
        except UnicodeDecodeError:
            # It says at which key, and where.
            return write_environ(self.declaration, dict(head.request(), **self.facts))
        return environ

    def put_others(self, environ, strings):
        for name, wire in pairs(strings):
            environ[self.key_of(name.decode("latin-1"))] = decode(self.other, wire)

    def places(self, entries, layout):
        """Of each key of these that is there."""
        return {self.key_of(entry["key"]): 2 + layout.parts.index(entry["slot"]) for entry in entries if entry["slot"] in layout.parts}

    def derive(self, environ, parts):
        slots, requoted = slots_of(parts) if self.needs_slots else (parts, False)
        chosen = choose(self.declaration, slots)
        key_of = self.key_of
        for record, (name, _) in chosen.items():
            environ[key_of(record)] = name
        for entry in self.derived:
            key = key_of(entry["key"])
            if entry["is"] == "fact":
                environ[key] = requoted
            elif entry["is"] == "address":
                if entry["host"] in slots:
                    environ[key] = decode(entry["codec"], slots[entry["host"]]), int(slots.get(entry["port"], b"0"))
            elif entry["is"] == "constant":
                environ[key] = constant(entry["value"])
            elif entry["slot"] in slots:
                codec = entry["codec"]
                environ[key] = decode(chosen[codec["recordedIn"]][1] if "among" in codec else codec, slots[entry["slot"]])


class Shape:
    """Where the variables of an environ are among the strings of a request, for one set of parts and one list of header names."""

    def __init__(self, compiled, layout, names):
        self.layout = layout
        self.names = list(names)
        own = compiled.headers.codec
        # The first of equal keys stays: in this order, that of the headers can be told by identity.
        places = {own: {}, **{codec: compiled.places(entries, layout) for codec, entries in compiled.groups.items()}}
        found = compiled.headers.places(names, layout.headers)
        #: Those that are not have to be put there one by one.
        self.has_headers = found is not None
        if self.has_headers:
            # One that has a declared variable's key takes its place.
            for others in places.values():
                for key in others.keys() & found.keys():
                    del others[key]
            places[own].update(found)
        #: [(codec, keys, a function that takes their values)]
        self.groups = [(codec, tuple(keys), taker(list(keys.values()))) for codec, keys in places.items() if keys]
        #: With all keys in it, so that a copy need not grow.
        self.base = dict(compiled.base)
        for _, keys, _ in self.groups:
            self.base.update(dict.fromkeys(keys))


class Shapes(dict):
    """By layout and header names: a client sends the same ones with each request, and many clients send the same."""

    def __init__(self, compiled):
        super().__init__()
        self.compiled = compiled

    def __missing__(self, key):
        layout, names = key
        shape = Shape(self.compiled, layout, names)
        if len(self) > 1000:
            self.clear()
        if len(names) <= 64 and all(len(name) <= 64 for name in names):
            self[key] = shape
        return shape


def taker(indices):
    """`itemgetter` gives one item bare."""
    if len(indices) == 1:
        index = indices[0]
        return lambda strings: (strings[index],)
    return itemgetter(*indices)


def is_fixed(entry, facts):
    """A constant that nobody can change, a fact that is known beforehand, and the place of a stream."""
    if entry["is"] == "constant":
        return all(is_scalar(value) for value in (entry["value"] if isinstance(entry["value"], list) else [entry["value"]]))
    return entry["is"] == "fact" and (entry["fact"] in facts or entry["fact"] in ("input", "errors"))


def is_scalar(value):
    return not isinstance(value, list) and (not isinstance(value, dict) or "str" in value or "bytes" in value)


def fixed(entry, facts):
    if entry["is"] == "constant":
        return constant(entry["value"])
    return facts[entry["fact"]] if entry["fact"] in facts else Stream(entry["key"])


def is_part(entry):
    """A part of the request itself, whose codec reads the strings of a head all at once, or leaves them as they are."""
    return entry["is"] == "variable" and entry["slot"] in PARTS and reads_at_once(entry["codec"])


def reads_at_once(codec):
    return set(codec) <= {"type", "encoding", "errors"} and (codec["type"] == "bytes" or reads_all(codec["encoding"], codec["errors"]))


def known(codec):
    """As `Head.strings` wants it."""
    return None if codec["type"] == "bytes" else (codec["encoding"], codec["errors"])


class HeaderVariables:
    """Header lines as HTTP_*: repeats joined (RFC 3875, 4.1.18)."""

    are_keys = True

    def __init__(self, declaration, key_of):
        codec = declaration["headers"]["codec"]
        self.at_once = reads_at_once(codec)
        self.codec = known(codec) if self.at_once else None
        self.value_of = (lambda wire: wire) if self.at_once else (lambda wire: decode(codec, wire))
        self.keys = Names(key_of)
        self.cookie = key_of("HTTP_COOKIE")

    def places(self, names, first):
        """Of each key; None where a value is more than one of the strings."""
        keys = [self.keys[name] for name in names]
        places = {key: first + 2 * index + 1 for index, key in enumerate(keys) if key is not None}
        return places if self.at_once and len(places) + keys.count(None) == len(keys) else None

    def put(self, environ, strings):
        for key, value in self.joined(strings).items():
            environ[key] = self.value_of(value)

    def joined(self, strings):
        found = {}
        for name, value in pairs(strings):
            key = self.keys[name]
            if key is None:
                continue
            if key not in found:
                found[key] = value
            elif isinstance(value, bytes):
                found[key] += (b"; " if key == self.cookie else b", ") + value
            else:
                found[key] += ("; " if key == self.cookie else ", ") + value
        return found


class Names(dict):
    """Header names, as bytes or text, by the key that they become; None where they become none. They come from peers, so not for ever."""

    def __init__(self, key_of):
        super().__init__()
        self.key_of = key_of

    def __missing__(self, name):
        if len(self) > 1000:
            self.clear()
        # A name with any other byte than ASCII's becomes no variable in either codec.
        variable = cgi_name(name if isinstance(name, bytes) else name.encode("latin-1", "replace"))
        key = None if variable is None else self.key_of(variable)
        if len(name) <= 64:
            self[name] = key
        return key


class HeaderPairs:
    """Header lines as they are, in order."""

    are_keys = False
    codec = None

    def __init__(self, declaration, key_of):
        placement = declaration["headers"]
        self.key = key_of(placement["key"])
        self.name, self.value = placement["name"], placement["value"]

    def places(self, names, first):
        return None

    def put(self, environ, strings):
        name_of, value_of = self.name, self.value
        environ[self.key] = [(decode(name_of, name), decode(value_of, value)) for name, value in pairs(strings)]
