"""Quixote 3: a directory of exported functions, published by QWIP. A publisher has one request at a time; see contract.py."""

from urllib.parse import quote

import quixote
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from quixote.directory import Directory, export
from quixote.http_request import Upload
from quixote.http_response import Stream
from quixote.publish import Publisher
from quixote.util import StaticFile
from quixote.wsgi import QWIP


def report(found):
    quixote.get_response().set_content_type("application/json")
    return text(found)


def plain(words):
    quixote.get_response().set_content_type("text/plain")
    return words


def pairs(fields):
    """Quixote hands out a list where a name was sent twice."""
    return [[name, value] for name, values in fields.items() for value in (values if isinstance(values, list) else [values])]


class Echo(Directory):
    def _q_traverse(self, rest):
        request = quixote.get_request()
        return report(
            {
                "path": request.get_environ("PATH_INFO"),
                "rest": rest,
                "script": request.get_environ("SCRIPT_NAME"),
                "query": request.get_query(),
                "args": pairs(request.get_fields()),
                "cookies": request.get_cookies(),
                "header": request.get_header("X-Test"),
                "url": request.get_url(),
            }
        )


class Root(Directory):
    _q_exports = ["", "echo"]
    echo = Echo()

    def _q_index(self):
        return plain("hello from quixote")

    @export
    def upload(self):
        given = pairs(quixote.get_request().get_fields())
        return report(
            {
                "fields": [pair for pair in given if not isinstance(pair[1], Upload)],
                "files": [
                    described(name, part.orig_filename, part.content_type, part.fp.read()) for name, part in given if isinstance(part, Upload)
                ],
            }
        )

    @export
    def form(self):
        return report({"fields": pairs(quixote.get_request().get_fields())})

    @export
    def body(self):
        request = quixote.get_request()
        return report(body_report(request.get_header("Content-Type"), request.stdin.read()))

    @export
    def stream(self):
        quixote.get_response().set_content_type("application/octet-stream")
        return Stream(pieces(int(quixote.get_field("n"))))

    @export
    def cookie(self):
        response = quixote.get_response()
        response.set_cookie("value", quixote.get_field("v"))
        response.set_cookie("one", "1", path="/")
        response.set_cookie("two", "2", path="/two")
        return plain("set")

    @export
    def header(self):
        """Without X-Twice: response headers are a dictionary."""
        quixote.get_response().set_header("X-Latin", LATIN)
        return plain("header")

    @export
    def redirect(self):
        return quixote.redirect("/echo/%s?q=%s" % (quote(LETTERS), quote(LETTERS)))

    @export
    def error(self):
        raise RuntimeError("nobody catches this")

    @export
    def file(self):
        return StaticFile(FILE, mime_type="application/octet-stream")()


app = QWIP(Publisher(Root()))
