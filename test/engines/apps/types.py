"""Answers in types that only Python has, one for each function."""


def start(start_response, status, headers):
    start_response(status, headers)
    return [b""]


def bytes_headers_in_a_tuple(environ, start_response):
    return start(start_response, b"200 OK", ((b"X-A", b"v"),))


def headers_in_a_tuple(environ, start_response):
    return start(start_response, "200 OK", (("X-A", "v"),))


def a_header_as_a_list(environ, start_response):
    return start(start_response, "200 OK", [["X-A", "v"]])


def triple_headers_in_a_tuple(environ):
    return b"200 OK", ((b"X-A", b"v"),), [b""]


def a_value_as_bytearray(environ, start_response):
    return start(start_response, b"200 OK", [(b"X-A", bytearray(b"v"))])


def a_value_as_memoryview(environ, start_response):
    return start(start_response, b"200 OK", [(b"X-A", memoryview(b"v"))])


class Text(str):
    pass


class Data(bytes):
    pass


class Pair(tuple):
    pass


def derived(environ, start_response):
    start_response(Text("200 OK"), [Pair((Text("X-A"), Text("v")))])
    return [Data(b"derived")]


async def asgi_headers_as_lists(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError("no lifespan")
    await send({"type": "http.response.start", "status": 200, "headers": [[b"x-a", b"v"], (b"x-b", b"w")]})
    await send({"type": "http.response.body", "body": b"lists"})
