"""PEP 333's hello world where every string is bytes."""


def application(environ, start_response):
    start_response(b"200 OK", [(b"Content-Type", b"text/plain")])
    return [b"Hello " + environ[b"PATH_INFO"]]
