"""What the small applications have in common, `idiom_<model>_zoo.py`: the routes of contract.py over bytes.

Which strings carry these bytes, in and out, is what each of them shows. Names of response headers are lower-case, so that all
can send the same; `upload` is left to frameworks.
"""

from typing import Callable, List, NamedTuple, Optional
from urllib.parse import quote, unquote_to_bytes

from contract import FILE, LATIN, LETTERS, body_report, pieces, text


class Asked(NamedTuple):
    """A request as bytes; `read` gives its body."""

    method: bytes
    script: bytes
    path: bytes
    query: bytes
    cookie: bytes
    header: Optional[bytes]
    content_type: Optional[bytes]
    read: Callable[[], bytes]


class Answered(NamedTuple):
    status: bytes
    headers: List[tuple]
    chunks: object


def reported(found):
    return Answered(b"200 OK", [(b"content-type", b"application/json")], [text(found).encode("ascii")])


def plain(words, status=b"200 OK", headers=()):
    return Answered(status, [(b"content-type", b"text/plain"), *headers], [words])


def echo(asked):
    found = {
        "path": asked.path,
        "script": asked.script,
        "query": asked.query,
        "args": fields(asked.query),
        "cookies": asked.cookie.split(b"; "),
        "header": asked.header,
    }
    return reported(found)


def fields(wire):
    pairs = (pair.replace(b"+", b" ").partition(b"=") for pair in wire.split(b"&") if pair)
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs]


def form(asked):
    return reported({"fields": fields(asked.read())})


def body(asked):
    return reported(body_report(asked.content_type, asked.read()))


def stream(asked):
    return Answered(b"200 OK", [(b"content-type", b"application/octet-stream")], pieces(int(asked.query.partition(b"=")[2])))


def cookie(asked):
    value = dict(fields(asked.query))[b"v"]
    cookies = [b"value=" + value.translate(None, b'";,\\ '), b"one=1; Path=/", b"two=2; Path=/two"]
    return plain(b"set", headers=[(b"set-cookie", each) for each in cookies])


def header(asked):
    return plain(b"header", headers=[(b"x-latin", LATIN.encode("latin-1")), (b"x-twice", b"1"), (b"x-twice", b"2")])


def redirect(asked):
    where = quote("/echo/%s" % LETTERS) + "?q=" + quote(LETTERS)
    return plain(b"", b"302 Found", [(b"location", quote(asked.script).encode("ascii") + where.encode("ascii"))])


def error(asked):
    raise RuntimeError("nobody catches this")


def file(asked):
    return Answered(b"200 OK", [(b"content-type", b"application/octet-stream")], open(FILE, "rb"))


routes = {route.__name__.encode("ascii"): route for route in (echo, form, body, stream, cookie, header, redirect, error, file)}


def answered(asked):
    name = asked.path.split(b"/")[1:2] or [b""]
    if asked.path in (b"", b"/"):
        return plain(b"hello from an idiom")
    if name[0] not in routes:
        return plain(b"missing " + asked.path, b"404 Not Found")
    return routes[name[0]](asked)
