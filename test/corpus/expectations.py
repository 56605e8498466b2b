#!/usr/bin/env python3
"""Fills in what every profile makes of the requests in this folder, or checks it. CPython does the decoding.

    python3 expectations.py           rewrites index.json
    python3 expectations.py --check   fails when index.json says something else

To add a request: write the bytes to NAME.http and an entry to index.json, either with "refused": CODE or with
"expect": {"pep-3333": {VARIABLE: null, "absent": [...]}, "asgi-3": {"headers": null}}, naming only what the
request is about. The path, the query and REQUEST_URI are always stated; variables go to every CGI-shaped profile.

The rules are those of docs/decisions.md, "From a request to CGI variables". Nothing here is shared with the TypeScript.
"""
import json, pathlib, re, sys
from urllib.parse import unquote_to_bytes

here = pathlib.Path(__file__).parent


def read(wire):
    """Request line and header lines of a head that HTTP allows; white space around values removed."""
    first, *lines = wire.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    method, target, protocol = first.split(b" ")
    headers = [(name, value.strip(b" \t")) for name, value in (line.split(b":", 1) for line in lines)]
    return method, target, protocol, headers


def aim(method, target, headers):
    """The path as sent (None for CONNECT), the query, and the headers as the target amends them (RFC 9112, 3.2)."""
    if method == b"CONNECT":
        return None, b"", headers
    absolute = re.match(rb"(?i)https?://([^/?]*)", target)
    if absolute:
        headers = [(name, absolute[1] if name.lower() == b"host" else value) for name, value in headers]
        target = target[absolute.end():]
    path, _, query = target.partition(b"?")
    return path, query, headers


def cut(raw_path, mount):
    """The path as sent, in two: the mount (or nothing) and the rest. Only where a segment ends."""
    for at in [i for i, byte in enumerate(raw_path) if byte == ord("/")] + [len(raw_path)]:
        if mount and unquote_to_bytes(raw_path[:at]) == mount:
            return raw_path[:at], raw_path[at:]
    return b"", raw_path


def variables(headers):
    """HTTP_* and CONTENT_* (RFC 3875, 4.1.18)."""
    made = {}
    for name, value in headers:
        key = name.decode().upper().replace("-", "_")
        if not re.fullmatch(rb"[A-Za-z0-9-]+", name) or key == "PROXY":
            continue
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key
        glue = b"; " if key == "HTTP_COOKIE" else b", "
        made[key] = made[key] + glue + value if key in made else value
    return made


def note(value):
    """Design.md, "Values as JSON"."""
    return {"bytes": value.hex()} if isinstance(value, bytes) else {"str": value}


def expect(wire, entry):
    """What each profile's application is handed: docs/proposals.md."""
    method, target, protocol, headers = read(wire)
    raw_path, query, headers = aim(method, target, headers)
    raw_script, raw_info = cut(raw_path or b"", entry.get("mount", "").encode())
    script, info = unquote_to_bytes(raw_script), unquote_to_bytes(raw_info)

    url = {"SCRIPT_NAME": script, "PATH_INFO": info, "QUERY_STRING": query}
    known = {"REQUEST_URI": target, "REQUEST_METHOD": method, "SERVER_PROTOCOL": protocol} | variables(headers)
    always = ["SCRIPT_NAME"] * ("mount" in entry) + ["PATH_INFO", "QUERY_STRING", "REQUEST_URI"]
    asked = entry["expect"]["pep-3333"]
    also = [key for key in asked if key not in always and key != "absent" and not key.startswith("wsgi.")]
    absent = asked.get("absent", [])
    assert known.keys() >= set(also) and not known.keys() & set(absent), "no such variable, or one that is there"

    def cgi(decode, extra, decode_url=None):
        values = {key: note((decode_url or decode)(url[key]) if key in url else decode(known[key])) for key in always + also}
        values |= {key: note(value) for key, value in extra.items()}
        return values | ({"absent": absent} if absent else {})

    def latin1(value):
        return value.decode("iso-8859-1")

    def flat(value):
        return value.decode("utf-8", "surrogateescape")

    try:
        codec = "utf-8"
        [value.decode(codec) for value in url.values()]
    except UnicodeDecodeError:
        codec = "iso-8859-1"

    scheme = {"wsgi.url_scheme": entry["scheme"]} if "scheme" in entry else {}
    mounted = lambda key, value: {key: value} if "mount" in entry else {}
    mirror = mounted("wsgi.script_name", script) | {"wsgi.path_info": info}
    web3 = mounted("web3.script_name", raw_script)
    web3 |= {"web3.path_info": raw_info} if raw_path is not None else {}
    web3 |= {key.replace("wsgi", "web3"): value.encode() for key, value in scheme.items()}

    return {
        "wsgi-1.0": cgi(bytes, {key: value.encode() for key, value in scheme.items()}),
        "mod_wsgi": cgi(latin1, scheme | mirror),
        "unicode": cgi(latin1, scheme | {"wsgi.uri_encoding": codec} | mirror, lambda value: value.decode(codec)),
        "web3": cgi(bytes, web3),
        "flat": cgi(flat, scheme),
        "pep-3333": cgi(latin1, scheme),
        "asgi-3": asgi(script, info, raw_path, query, headers, entry),
    }


def asgi(script, info, raw_path, query, headers, entry):
    try:
        scope = {"path": note((script + info).decode("utf-8"))}
    except UnicodeDecodeError:
        return {"refused": "UNDECODABLE", "key": "path"}
    if "mount" in entry:
        scope["root_path"] = note(script.decode("utf-8"))
    if "scheme" in entry:
        scope["scheme"] = note(entry["scheme"])
    if raw_path is not None:
        scope["raw_path"] = note(raw_path)
    scope["query_string"] = note(query)
    if "headers" in entry["expect"].get("asgi-3", {}):
        scope["headers"] = [[note(name.lower()), note(value)] for name, value in headers]
    return scope


def lay_out(index):
    """JSON, a line for a fact and a line for a profile."""
    def entry(facts):
        lines = []
        for key, value in facts.items():
            if key == "expect":
                rows = [f"      {json.dumps(profile)}: {json.dumps(values)}" for profile, values in value.items()]
                lines.append('    "expect": {\n' + ",\n".join(rows) + "\n    }")
            else:
                lines.append(f"    {json.dumps(key)}: {json.dumps(value)}")
        return "{\n" + ",\n".join(lines) + "\n  }"
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {entry(facts)}" for name, facts in sorted(index.items())) + "\n}\n"


def main():
    path = here / "index.json"
    before = path.read_text()
    index = json.loads(before)
    files = {file.name for file in here.glob("*.http")}
    assert files == set(index), f"files and index differ: {sorted(files ^ set(index))}"
    for name, entry in index.items():
        if "expect" in entry:
            entry["expect"] = expect((here / name).read_bytes(), entry)
    after = lay_out(index)
    if "--check" in sys.argv:
        sys.exit(0 if after == before else "index.json is not what CPython says")
    path.write_text(after)


main()
