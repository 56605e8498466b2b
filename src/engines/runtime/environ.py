"""The environ of a declaration that was looked at once: what `strings.write_environ` makes, in less time.

Where a variable stands for a part of the request, all of one codec are taken at once. What is derived or chosen goes
through the functions of `strings`.
"""

from operator import itemgetter

from .frames import PARTS
from .head import pairs, reads_all
from .strings import Stream, cgi_name, choose, constant, decode, other_codec, slots_of, write_environ


def compiled(declaration, facts):
    """A function from a `Head` to its environ, which raises what `write_environ` raises. `facts` are what the server says of itself."""
    write = Compiled(declaration, facts)

    def checked(head):
        try:
            return write(head)
        except UnicodeDecodeError:
            # It says at which key, and where.
            return write_environ(declaration, dict(head.request(), **facts))

    return checked


class Compiled:
    def __init__(self, declaration, facts):
        entries = declaration["environ"]
        self.declaration = declaration
        self.key_of = (lambda key: key.encode("latin-1")) if declaration["keys"] == "bytes" else (lambda key: key)
        self.base = {self.key_of(entry["key"]): fixed(entry, facts) for entry in entries if is_fixed(entry, facts)}
        self.groups = self.grouped([entry for entry in entries if is_part(entry)])
        self.derived = [entry for entry in entries if not (is_fixed(entry, facts) or is_part(entry))]
        #: Some of it is no part of the request itself.
        self.needs_slots = any(entry["is"] == "fact" or entry.get("slot", PARTS[0]) not in PARTS for entry in self.derived)
        self.places = {}
        self.headers = HeaderPairs(declaration) if declaration["headers"]["as"] == "pairs" else HeaderVariables(declaration, self.key_of)
        self.other = other_codec(declaration)

    def grouped(self, entries):
        """Entries of one codec together: [(view of it, entries)]."""
        groups = {}
        for entry in entries:
            groups.setdefault(tuple(sorted(entry["codec"].items())), []).append(entry)
        return [(view_of(group[0]["codec"]), group) for group in groups.values()]

    def __call__(self, head):
        layout = head.layout
        places = self.places.get(layout)
        if places is None:
            groups = places_of(layout, self.groups, self.key_of)
            # With all keys in it, so that a copy need not grow.
            base = dict(self.base)
            for _, keys, _ in groups:
                base.update(dict.fromkeys(keys))
            places = self.places[layout] = base, groups
        base, groups = places
        environ = base.copy()
        views = {}
        for view, keys, take in groups:
            strings = views[view] = view(head)
            environ.update(zip(keys, take(strings)))
        if self.derived:
            self.derive(environ, dict(zip(layout.parts, head.bytes()[2:])))
        first = layout.after + 2 * head.variables
        self.headers.put(environ, views, head, first)
        if head.variables:
            for name, wire in pairs(head.bytes()[layout.after : first]):
                environ[self.key_of(name.decode("latin-1"))] = decode(self.other, wire)
        return environ

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


def places_of(layout, groups, key_of):
    """Where the groups of a declaration are among the strings of a request: [(view, keys, a function that takes their values)]."""
    found = []
    for view, entries in groups:
        there = [entry for entry in entries if entry["slot"] in layout.parts]
        indices = [2 + layout.parts.index(entry["slot"]) for entry in there]
        if there:
            found.append((view, tuple(key_of(entry["key"]) for entry in there), taker(indices)))
    return found


def taker(indices):
    """`itemgetter` gives one item bare."""
    if len(indices) == 1:
        index = indices[0]
        return lambda strings: (strings[index],)
    return itemgetter(*indices)


def is_fixed(entry, facts):
    """A constant that nobody can change, a fact that is known beforehand, and the place of a stream."""
    if entry["is"] == "constant":
        return not isinstance(entry["value"], dict) or "str" in entry["value"]
    return entry["is"] == "fact" and (entry["fact"] in facts or entry["fact"] in ("input", "errors"))


def fixed(entry, facts):
    if entry["is"] == "constant":
        return constant(entry["value"])
    return facts[entry["fact"]] if entry["fact"] in facts else Stream(entry["key"])


def is_part(entry):
    """A part of the request itself, whose codec reads the strings of a head all at once, or leaves them as they are."""
    if entry["is"] != "variable" or entry["slot"] not in PARTS:
        return False
    codec = entry["codec"]
    return set(codec) <= {"type", "encoding", "errors"} and (codec["type"] == "bytes" or reads_all(codec))


known_views = {}


def view_of(codec):
    """A function from a head to its strings in a codec; the same function for the same codec."""
    key = tuple(sorted(codec.items()))
    if key not in known_views:
        if codec["type"] == "bytes":
            known_views[key] = lambda head: head.bytes()
        else:
            encoding, errors = codec["encoding"], codec["errors"]
            known_views[key] = lambda head: head.text(encoding, errors)
    return known_views[key]


class HeaderVariables:
    """Header lines as HTTP_*: repeats joined (RFC 3875, 4.1.18)."""

    def __init__(self, declaration, key_of):
        codec = declaration["headers"]["codec"]
        self.at_once = codec["type"] == "bytes" or reads_all(codec)
        self.view = view_of(codec) if self.at_once else view_of({"type": "bytes"})
        self.value_of = (lambda wire: wire) if self.at_once else (lambda wire: decode(codec, wire))
        self.names = Names(key_of)
        self.cookie = key_of("HTTP_COOKIE")

    def put(self, environ, views, head, first):
        strings = views[self.view] if self.view in views else self.view(head)
        names = self.names
        keys = [names[name] for name in strings[first::2]]
        values = strings[first + 1 :: 2]
        found = dict(zip(keys, values))
        if len(found) < len(keys):
            found = self.joined(keys, values)
        if None in found:
            del found[None]
        if self.at_once:
            environ.update(found)
        else:
            for key, wire in found.items():
                environ[key] = self.value_of(wire)

    def joined(self, keys, values):
        found = {}
        for key, value in zip(keys, values):
            if key not in found or key is None:
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

    def __init__(self, declaration):
        placement = declaration["headers"]
        self.key = placement["key"]
        self.name, self.value = placement["name"], placement["value"]

    def put(self, environ, views, head, first):
        strings = head.bytes()
        name_of, value_of = self.name, self.value
        environ[self.key] = [(decode(name_of, name), decode(value_of, value)) for name, value in zip(strings[first::2], strings[first + 1 :: 2])]
