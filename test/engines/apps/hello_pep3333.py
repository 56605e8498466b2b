"""PEP 3333's hello world."""


def simple_app(environ, start_response):
    status = "200 OK"
    response_headers = [("Content-type", "text/plain")]
    start_response(status, response_headers)
    return [b"Hello ", environ["PATH_INFO"].encode("latin-1")]


class AppClass:
    def __init__(self, environ, start_response):
        self.environ = environ
        self.start = start_response

    def __iter__(self):
        self.start("200 OK", [("Content-type", "text/plain")])
        yield b"Hello "
        yield self.environ["PATH_INFO"].encode("latin-1")
