"""PEP 444's hello world."""


def application(environ):
    status = b"200 OK"
    headers = [(b"Content-type", b"text/plain")]
    body = [b"Hello ", environ["PATH_INFO"]]
    return status, headers, body


def uwsgi_order(environ):
    return [b"the body first"], b"200 OK", [(b"Content-type", b"text/plain")]
