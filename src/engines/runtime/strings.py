"""Environs and answers of any declared model, built by Python itself.

Gets wire bytes and a profile's declaration as data, and uses nothing but bytes.decode and str.encode for the
values. Knows no profile's name. Python 3.8 and later, no dependency.
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

FACTS = {"input", "errors", "multithread", "multiprocess", "runOnce"}
PATH_SAFE = "/:@!$&'()*+,;=~"


class Refusal(Exception):
    """A value or a byte string that the model has no counterpart for."""

    def __init__(self, key, offset=None):
        super().__init__(key, offset)
        self.key, self.offset = key, offset


class Stream:
    """Stands for an input or error stream; only its name matters here."""

    def __init__(self, name):
        self.name = name


# ---- one value -------------------------------------------------------------


def decode(spec, wire):
    if spec.get("lower"):
        wire = wire.lower()
    prefix = spec.get("prefix", "").encode("ascii")
    if not wire.startswith(prefix):
        raise UnicodeDecodeError(spec["encoding"], wire, 0, 1, "no prefix")
    wire = wire[len(prefix) :]
    return wire if spec["type"] == "bytes" else wire.decode(spec["encoding"], spec["errors"])


def encode(spec, value):
    wanted = bytes if spec["type"] == "bytes" else str
    if not isinstance(value, wanted):
        raise TypeError("is %s, not %s" % (type(value).__name__, wanted.__name__))
    if wanted is bytes:
        return bytes(value)
    # A codec that substitutes when it reads is strict when it writes.
    errors = "strict" if spec["errors"] == "replace" else spec["errors"]
    return spec.get("prefix", "").encode("ascii") + str.encode(value, spec["encoding"], errors)


def encode_any(specs, value):
    """The wire bytes of a value that may be of any of the types in `specs`."""
    fitting = [spec for spec in specs if (spec["type"] == "bytes") == isinstance(value, bytes)]
    return encode((fitting or specs)[0], value)


# ---- slots -----------------------------------------------------------------


def raw_cut(raw, mount):
    """Index in the raw path where the percent-decoded mount ends, at a segment boundary; None when it does not."""
    if not mount:
        return 0
    for end in range(len(raw) + 1):
        if (end == len(raw) or raw[end : end + 1] == b"/") and unquote_to_bytes(raw[:end]) == mount:
            return end
    return None


def slots_of(request):
    """Every slot of a request; absent ones are missing."""
    slots = {name: value for name, value in request.items() if isinstance(value, bytes)}
    script, rest, raw = slots["scriptName"], slots["pathInfo"], slots.get("rawPath")
    slots["path"] = script + rest
    cut = None if raw is None else raw_cut(raw, script)
    if cut is not None:
        slots["rawScriptName"], slots["rawPathInfo"] = raw[:cut], raw[cut:]
        slots["quotedScriptName"], slots["quotedPathInfo"] = raw[:cut], raw[cut:]
    else:
        slots["quotedScriptName"] = quote_from_bytes(script, PATH_SAFE).encode("ascii")
        slots["quotedPathInfo"] = quote_from_bytes(rest, PATH_SAFE).encode("ascii")
    return slots, cut is None


def cgi_name(name):
    if not re.fullmatch(rb"[A-Za-z0-9-]+", name) or name.lower() == b"proxy":
        return None
    upper = name.upper().replace(b"-", b"_").decode("ascii")
    return upper if upper in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + upper


def merged(headers):
    found = {}
    for name, value in headers:
        key = cgi_name(name)
        if key is not None:
            found.setdefault(key, []).append(value)
    return {key: (b"; " if key == "HTTP_COOKIE" else b", ").join(values) for key, values in found.items()}


# ---- request to environ ----------------------------------------------------


def choose(declaration, slots):
    """The name and spec of the first codec that reads all of a choice's variables, by the key of its record."""
    groups = {}
    for entry in declaration["environ"]:
        if entry["is"] == "variable" and "among" in entry["codec"]:
            codec = entry["codec"]
            groups.setdefault(codec["recordedIn"], (codec["among"], []))[1].append(slots.get(entry["slot"]))
    chosen = {}
    for key, (among, wires) in groups.items():
        for name, spec in among:
            try:
                for wire in wires:
                    decode(spec, b"" if wire is None else wire)
            except UnicodeDecodeError:
                continue
            chosen[key] = (name, spec)
            break
        else:
            raise Refusal(key)
    return chosen


def write_environ(declaration, request):
    """The environ, with real bytes and str. Raises Refusal with the key and the offset of the first bad byte."""
    slots, requoted = slots_of(request)
    chosen = choose(declaration, slots)
    environ = {}
    key = None

    def put(key, value):
        environ[key.encode("latin-1") if declaration["keys"] == "bytes" else key] = value

    for record, (name, _) in chosen.items():
        put(record, name)
    try:
        for entry in declaration["environ"]:
            key = entry["key"]
            if entry["is"] == "constant":
                put(key, constant(entry["value"]))
            elif entry["is"] == "fact":
                if entry["fact"] in ("input", "errors"):
                    put(key, Stream(key))
                elif entry["fact"] == "pathRequoted":
                    put(key, requoted)
                else:
                    put(key, request[entry["fact"]])
            elif entry["is"] == "address":
                if entry["host"] in slots:
                    put(key, (decode(entry["codec"], slots[entry["host"]]), int(slots.get(entry["port"], b"0"))))
            elif entry["slot"] in slots:
                codec = entry["codec"]
                put(key, decode(chosen[codec["recordedIn"]][1] if "among" in codec else codec, slots[entry["slot"]]))
        placement = declaration["headers"]
        if placement["as"] == "pairs":
            key = placement["key"]
            put(key, [(decode(placement["name"], name), decode(placement["value"], value)) for name, value in request["headers"]])
        else:
            for key, value in merged(request["headers"]).items():
                put(key, decode(placement["codec"], value))
        for key, value in request.get("variables", {}).items():
            put(key, decode(other_codec(declaration), value))
    except UnicodeDecodeError as error:
        raise Refusal(key, error.start) from error
    return environ


def constant(json):
    """A version is a tuple (PEP 3333, environ Variables), which JSON does not have."""
    value = denote(json)
    return tuple(value) if isinstance(value, list) else value


def other_codec(declaration):
    """The codec of meta-variables that no declaration names (RFC 3875, 4.1)."""
    placement = declaration["headers"]
    return placement["value"] if placement["as"] == "pairs" else placement["codec"]


# ---- environ to request ----------------------------------------------------


def read_environ(declaration, environ):
    """The slots, header lines and other meta-variables that an environ describes, as bytes."""
    look = lambda key: environ.get(key.encode("latin-1") if declaration["keys"] == "bytes" else key)
    slots, headers, key = {}, [], None
    try:
        for entry in declaration["environ"]:
            key = entry["key"]
            value = look(key)
            if value is None:
                continue
            if entry["is"] == "address":
                slots[entry["host"]] = encode(entry["codec"], value[0])
                slots[entry["port"]] = str(value[1]).encode("ascii")
            elif entry["is"] == "fact" and entry["fact"] == "pathRequoted":
                slots["pathRequoted"] = value
            elif entry["is"] == "variable" and not entry.get("mirror"):
                spec = entry["codec"]
                if "among" in spec:
                    spec = dict(spec["among"])[look(spec["recordedIn"])]
                slots[entry["slot"]] = encode(spec, value)
        placement = declaration["headers"]
        if placement["as"] == "pairs":
            headers = [[encode(placement["name"], name), encode(placement["value"], value)] for name, value in look(placement["key"]) or []]
        else:
            for name, value in environ.items():
                key = name.decode("latin-1") if isinstance(name, bytes) else name
                field = key[5:] if key.startswith("HTTP_") else key
                if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                    headers.append([field.lower().replace("_", "-").encode("ascii"), encode(placement["codec"], value)])
    except UnicodeEncodeError as error:
        raise Refusal(key, utf16_offset(error)) from error
    prefer_raw_path(declaration, look, slots)
    return assemble(slots), headers, other_variables(declaration, environ)


def other_variables(declaration, environ):
    known = {entry["key"] for entry in declaration["environ"]} | {"CONTENT_TYPE", "CONTENT_LENGTH"}
    found = {}
    for name, value in environ.items():
        key = name.decode("latin-1") if isinstance(name, bytes) else name
        if re.fullmatch("[A-Z][A-Z0-9_]*", key) and key not in known and not key.startswith("HTTP_"):
            found[key] = encode(other_codec(declaration), value)
    return found


def utf16_offset(error):
    return len(error.object[: error.start].encode("utf-16-le", "surrogatepass")) // 2


def prefer_raw_path(declaration, look, slots):
    """Where a codec substituted, the bytes come from the raw path, if that still reads as the same values."""
    if "rawPath" not in slots:
        return
    sent = unquote_to_bytes(slots["rawPath"])
    for entry in declaration["environ"]:
        if entry["is"] != "variable" or entry["codec"].get("errors") != "replace":
            continue
        value = look(entry["key"])
        if entry["slot"] == "path" and decode(entry["codec"], sent) == value:
            slots["path"] = sent
        if entry["slot"] == "scriptName" and value:
            ends = [i for i in range(1, len(sent)) if sent[i : i + 1] == b"/"] + [len(sent)]
            for end in ends:
                if decode(entry["codec"], sent[:end]) == value:
                    slots["scriptName"] = sent[:end]


def assemble(slots):
    found = {name: slots[name] for name in ("method", "target", "query", "protocol", "scheme", "serverName", "serverPort", "remoteAddr", "remotePort") if name in slots}
    script = slots.get("scriptName")
    if script is None and "quotedScriptName" in slots:
        script = unquote_to_bytes(slots["quotedScriptName"])
    rest = slots.get("pathInfo")
    if rest is None and "path" in slots:
        rest = slots["path"]
        mount = script or b""
        if rest.startswith(mount) and rest[len(mount) : len(mount) + 1] in (b"", b"/"):
            rest = rest[len(mount) :]
    if rest is None and "quotedPathInfo" in slots:
        rest = unquote_to_bytes(slots["quotedPathInfo"])
    found["scriptName"], found["pathInfo"] = script or b"", rest or b""
    raw = slots.get("rawPath")
    if raw is None and "rawScriptName" in slots and "rawPathInfo" in slots:
        raw = slots["rawScriptName"] + slots["rawPathInfo"]
    if raw is None and slots.get("pathRequoted") is False:
        raw = slots["quotedScriptName"] + slots["quotedPathInfo"]
    if raw is None and "target" in slots:
        raw = re.match(rb"(?:(?i:https?)://[^/?]*)?([^?]*)", slots["target"]).group(1)
        if not raw and slots["target"][:4].lower() == b"http":
            raw = b"/"
    if raw is not None and unquote_to_bytes(raw) == found["scriptName"] + found["pathInfo"]:
        found["rawPath"] = raw
    return found


# ---- the notation ----------------------------------------------------------


def note(value, name=""):
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, str):
        return {"str": value}
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [note(item, name) for item in value]
    if isinstance(value, dict):
        return {"dict": [[note(key, name), note(item, name)] for key, item in value.items()]}
    return {"object": getattr(value, "name", name)}


def denote(json):
    if isinstance(json, list):
        return [denote(item) for item in json]
    if not isinstance(json, dict):
        return json
    ((kind, inner),) = json.items()
    if kind == "bytes":
        return bytes.fromhex(inner)
    if kind == "str":
        return inner
    if kind == "dict":
        return {denote(key): denote(item) for key, item in inner}
    return Stream(inner)


def note_environ(environ):
    pairs = [[note(key), note(value)] for key, value in environ.items()]
    return sorted(pairs, key=lambda pair: pair[0]["str"] if "str" in pair[0] else bytes.fromhex(pair[0]["bytes"]).decode("latin-1"))
