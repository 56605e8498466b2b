"""What an application of any model is handed, in the project's notation."""

import json


def note(key, value):
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, str):
        return {"str": value}
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [note(key, item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[note(key, name), note(key, item)] for name, item in value.items()]}
    return {"object": key if isinstance(key, str) else key.decode("latin-1")}


def noted(environ):
    pairs = [[note("", key), note(key, value)] for key, value in environ.items()]
    return json.dumps(sorted(pairs, key=lambda pair: json.dumps(pair[0]))).encode("ascii")


def native(environ, start_response):
    start_response("200 OK", [])
    return [noted(environ)]


def wire(environ, start_response):
    start_response(b"200 OK", [])
    return [noted(environ)]


def triple(environ):
    return b"200 OK", [], [noted(environ)]


async def asgi(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": noted(scope)})
