"""The application of dump.py inside of WebTest's lint, and applications that it has to find fault with, each at a path of its own name.

What lint only warns of, and what a finalizer throws, is written to standard error.
"""

import warnings

from dump import application as dump
from webtest import lint

warnings.simplefilter("always")
plain = [("Content-Type", "text/plain")]


def status_without_reason(environ, start_response):
    start_response("200", plain)
    return [b""]


def status_of_letters(environ, start_response):
    start_response("fine and well", plain)
    return [b""]


def status_as_number(environ, start_response):
    start_response(200, plain)
    return [b""]


def headers_as_tuple(environ, start_response):
    start_response("200 OK", tuple(plain))
    return [b""]


def header_as_list(environ, start_response):
    start_response("200 OK", [["Content-Type", "text/plain"]])
    return [b""]


def header_in_bytes(environ, start_response):
    start_response("200 OK", [(b"Content-Type", b"text/plain")])
    return [b""]


def header_beyond_latin1(environ, start_response):
    start_response("200 OK", plain + [("X-Name", "\u0416")])
    return [b""]


def status_header(environ, start_response):
    start_response("200 OK", plain + [("Status", "200 OK")])
    return [b""]


def line_feed_in_header(environ, start_response):
    start_response("200 OK", plain + [("X-Split", "a\nSet-Cookie: b=c")])
    return [b""]


def no_content_type(environ, start_response):
    start_response("200 OK", [("Content-Length", "1")])
    return [b"x"]


def text_in_body(environ, start_response):
    start_response("200 OK", plain)
    return ["text"]


def text_as_body(environ, start_response):
    start_response("200 OK", plain)
    return "text"


def writes_text(environ, start_response):
    start_response("200 OK", plain)("text")
    return []


def never_starts(environ, start_response):
    return [b"body"]


def nothing(environ, start_response):
    start_response("200 OK", plain)


def exc_info_as_list(environ, start_response):
    start_response("200 OK", plain, [])
    return [b""]


def closes_input(environ, start_response):
    environ["wsgi.input"].close()
    start_response("200 OK", plain)
    return [b""]


def closes_errors(environ, start_response):
    environ["wsgi.errors"].close()
    start_response("200 OK", plain)
    return [b""]


linted = lint.middleware(dump)
bad = {name: lint.middleware(value) for name, value in list(globals().items()) if getattr(value, "__module__", None) == __name__}


def application(environ, start_response):
    return bad.get(environ["PATH_INFO"][1:], linted)(environ, start_response)
