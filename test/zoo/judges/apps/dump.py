"""Applications that answer with what they were handed: every key and value with its type and its code points, and the body."""

import json

STREAMS = {
    "wsgi.input": ("read", "readline", "readlines", "__iter__"),
    "wsgi.errors": ("write", "writelines", "flush"),
}


def note(value):
    """A value as JSON that keeps its type."""
    kind = type(value).__name__
    if isinstance(value, bytes):
        return {kind: value.hex()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return {kind: value}
    if isinstance(value, (list, tuple)):
        return {kind: [note(one) for one in value]}
    if isinstance(value, dict):
        return {kind: noted(value)}
    return {"callable" if callable(value) else "object": ""}


def noted(environ):
    """An entry for a key; a stream is told by those of its methods that a server has to provide."""
    return {key if type(key) is str else repr(key): methods(key, value) or note(value) for key, value in environ.items()}


def methods(key, value):
    wanted = STREAMS.get(key)
    return wanted and {"methods": [name for name in wanted if hasattr(value, name)]}


READS = {
    "read(), read()": lambda stream: [stream.read(), stream.read()],
    "read(-1)": lambda stream: [stream.read(-1)],
    "read(None)": lambda stream: [stream.read(None)],
    "read(0), read(3), read(100), read(1)": lambda stream: [stream.read(size) for size in (0, 3, 100, 1)],
    "readline() until the end": lambda stream: list(iter(stream.readline, b"")),
    "readline(2), readline(-1), readline()": lambda stream: [stream.readline(2), stream.readline(-1), stream.readline()],
    "readlines(), read(1)": lambda stream: [stream.readlines(), stream.read(1)],
    "readlines(1)": lambda stream: [stream.readlines(1)],
    "readlines(None)": lambda stream: [stream.readlines(None)],
    "for line in": lambda stream: [list(stream)],
    "readline(), read(2), next(), read()": lambda stream: [stream.readline(), stream.read(2), next(iter(stream)), stream.read()],
    "nothing": lambda stream: [],
}


def read_by(mode, stream):
    """What the calls gave, or the class of what they threw."""
    try:
        return repr(READS[mode](stream))
    except Exception as error:
        return type(error).__name__


def body_of(environ):
    """As PEP 3333 allows: by Content-Length, or to the end where the server says, or the message, that there is one."""
    stream = environ["wsgi.input"]
    if environ.get("CONTENT_LENGTH"):
        return stream.read(int(environ["CONTENT_LENGTH"]))
    if environ.get("wsgi.input_terminated") or environ.get("HTTP_TRANSFER_ENCODING"):
        return stream.read()
    return b""


def application(environ, start_response):
    handed = noted(environ)
    mode = environ.get("HTTP_X_READ")
    body = read_by(mode, environ["wsgi.input"]) if mode else body_of(environ).hex()
    answer = json.dumps({"handed": handed, "body": body}).encode("ascii")
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


async def scope(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError("only http")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        body, more = body + message.get("body", b""), message.get("more_body", False)
    # What middleware and servers keep for an application is theirs: `state`, and extensions.
    answer = json.dumps({"handed": noted(scope), "body": body.hex()}).encode("ascii")
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode("ascii"))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
