"""Strings as os.environ has them in, bytes out."""


def application(environ, start_response):
    start_response(b"200 OK", [(b"Content-Type", b"text/plain")])
    return [b"Hello ", environ["PATH_INFO"].encode("utf-8", "surrogateescape")]
