"""The environ of a declaration that was looked at once: what `strings.write_environ` makes, in less time.

Where every variable has one codec and stands for a part of the request itself, its steps are laid out beforehand; any
other declaration is walked for each request.
"""

from .strings import FACTS, Stream, cgi_name, constant, other_codec, write_environ

PARTS = {
    "method",
    "target",
    "scriptName",
    "pathInfo",
    "rawPath",
    "query",
    "protocol",
    "scheme",
    "serverName",
    "serverPort",
    "remoteAddr",
    "remotePort",
}


def compiled(declaration):
    """A function from a request to its environ. It raises what `write_environ` raises."""
    entries, headers = declaration["environ"], declaration["headers"]
    if headers["as"] == "pairs" or not all(is_plain(entry) for entry in entries):
        return lambda request: write_environ(declaration, request)
    key_of = (lambda key: key.encode("latin-1")) if declaration["keys"] == "bytes" else (lambda key: key)
    constants = {key_of(entry["key"]): constant(entry["value"]) for entry in entries if entry["is"] == "constant"}
    streams = {key_of(entry["key"]): Stream(entry["key"]) for entry in entries if entry["is"] == "fact" and entry["fact"] in ("input", "errors")}
    facts = [(key_of(entry["key"]), entry["fact"]) for entry in entries if entry["is"] == "fact" and entry["fact"] not in ("input", "errors")]
    variables = [(key_of(entry["key"]), entry["slot"], decoder(entry["codec"])) for entry in entries if entry["is"] == "variable"]
    value_of, other = decoder(headers["codec"]), decoder(other_codec(declaration))
    names = Names(key_of)
    cookie = key_of("HTTP_COOKIE")

    def environ_of(request):
        environ = dict(constants)
        environ.update(streams)
        for key, fact in facts:
            environ[key] = request[fact]
        for key, slot, decode in variables:
            if slot in request:
                environ[key] = decode(request[slot])
        found = {}
        for name, wire in request["headers"]:
            key = names[name]
            if key is not None:
                found[key] = wire if key not in found else found[key] + (b"; " if key == cookie else b", ") + wire
        for key, wire in found.items():
            environ[key] = value_of(wire)
        for key, wire in request["variables"].items():
            environ[key_of(key)] = other(wire)
        return environ

    def checked(request):
        try:
            return environ_of(request)
        except UnicodeDecodeError:
            # It says at which key, and where.
            return write_environ(declaration, request)

    return checked


def is_plain(entry):
    if entry["is"] == "constant":
        return not isinstance(entry["value"], dict)
    if entry["is"] == "fact":
        return entry["fact"] in FACTS
    return entry["is"] == "variable" and entry["slot"] in PARTS and set(entry["codec"]) <= {"type", "encoding", "errors"}


def decoder(spec):
    if spec["type"] == "bytes":
        return lambda wire: wire
    encoding, errors = spec["encoding"], spec["errors"]
    return lambda wire: wire.decode(encoding, errors)


class Names(dict):
    """Header names by the variable that they become; they come from peers, so not for ever."""

    def __init__(self, key_of):
        super().__init__()
        self.key_of = key_of

    def __missing__(self, name):
        if len(self) > 1000:
            self.clear()
        variable = cgi_name(name)
        key = None if variable is None else self.key_of(variable)
        if len(name) <= 64:
            self[name] = key
        return key
