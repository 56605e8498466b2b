"""The environ of a declaration that was looked at once: what `strings.write_environ` makes, in less time.

Where a variable stands for a part of the request, all of one codec are taken at once. What is derived or chosen goes
through the functions of `strings`.
"""

from operator import itemgetter

from .frames import PARTS
from .head import pairs, reads_all
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
        self.places = {}
        self.headers = HeaderPairs(declaration, self.key_of) if declaration["headers"]["as"] == "pairs" else HeaderVariables(declaration, self.key_of)
        self.other = other_codec(declaration)

    def grouped(self, entries):
        """Entries of one codec together: [(view of it, entries)]."""
        groups = {}
        for entry in entries:
            groups.setdefault(tuple(sorted(entry["codec"].items())), []).append(entry)
        return [(view_of(group[0]["codec"]), group) for group in groups.values()]

    def environ_of(self, head):
        places = self.places.get(head.layout)
        if places is None:
            places = self.places[head.layout] = Places(self, head.layout)
        environ = places.base.copy()
        try:
            self.fill(environ, head, places.groups)
        except UnicodeDecodeError:
            # It says at which key, and where.
            return write_environ(self.declaration, dict(head.request(), **self.facts))
        return environ

    def fill(self, environ, head, groups):
        views = {}
        for view, keys, take in groups:
            strings = views[view] = view(head)
            environ.update(zip(keys, take(strings)))
        layout = head.layout
        if self.derived:
            self.derive(environ, dict(zip(layout.parts, head.bytes()[2:])))
        first = layout.after + 2 * head.variables
        self.headers.put(environ, views, head, first)
        if head.variables:
            for name, wire in pairs(head.bytes()[layout.after : first]):
                environ[self.key_of(name.decode("latin-1"))] = decode(self.other, wire)

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


class Places:
    """Where the variables of a declaration are among the strings of a request, for one set of parts that are there."""

    def __init__(self, compiled, layout):
        #: [(view, keys, a function that takes their values)]
        self.groups = []
        #: With all keys in it, so that a copy need not grow.
        self.base = dict(compiled.base)
        for view, entries in compiled.groups:
            there = [entry for entry in entries if entry["slot"] in layout.parts]
            keys = tuple(compiled.key_of(entry["key"]) for entry in there)
            if there:
                self.base.update(dict.fromkeys(keys))
                self.groups.append((view, keys, taker([2 + layout.parts.index(entry["slot"]) for entry in there])))


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
    if entry["is"] != "variable" or entry["slot"] not in PARTS:
        return False
    return reads_at_once(entry["codec"])


def reads_at_once(codec):
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
        self.at_once = reads_at_once(codec)
        self.view = view_of(codec) if self.at_once else view_of({"type": "bytes"})
        self.value_of = (lambda wire: wire) if self.at_once else (lambda wire: decode(codec, wire))
        self.lists = KeyLists(key_of)
        self.cookie = key_of("HTTP_COOKIE")

    def put(self, environ, views, head, first):
        strings = views[self.view] if self.view in views else self.view(head)
        keys = self.lists[tuple(strings[first::2])]
        values = strings[first + 1 :: 2]
        if keys.are_plain and self.at_once:
            environ.update(zip(keys, values))
            return
        for key, wire in self.joined(keys, values).items():
            environ[key] = self.value_of(wire)

    def joined(self, keys, values):
        found = {}
        for key, value in zip(keys, values):
            if key is None:
                continue
            if key not in found:
                found[key] = value
            elif isinstance(value, bytes):
                found[key] += (b"; " if key == self.cookie else b", ") + value
            else:
                found[key] += ("; " if key == self.cookie else ", ") + value
        return found


class Keys(tuple):
    """What a list of header names becomes."""

    #: Each name becomes a key of its own.
    are_plain = False


class KeyLists(dict):
    """Lists of header names, by the keys that they become: a client sends the same ones with each request, and many clients send the same."""

    def __init__(self, key_of):
        super().__init__()
        self.names = Names(key_of)

    def __missing__(self, names):
        keys = Keys(self.names[name] for name in names)
        keys.are_plain = None not in keys and len(set(keys)) == len(keys)
        if len(self) > 1000:
            self.clear()
        if len(names) <= 64 and all(len(name) <= 64 for name in names):
            self[names] = keys
        return keys


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

    def __init__(self, declaration, key_of):
        placement = declaration["headers"]
        self.key = key_of(placement["key"])
        self.name, self.value = placement["name"], placement["value"]

    def put(self, environ, views, head, first):
        strings = head.bytes()
        name_of, value_of = self.name, self.value
        environ[self.key] = [(decode(name_of, name), decode(value_of, value)) for name, value in zip(strings[first::2], strings[first + 1 :: 2])]
