"""The table of the environ that the "HOWTO Use Python in the web" serves over FastCGI, as it was meant: any value is shown, no name or
value is taken for HTML, and what is not ASCII is read as UTF-8 where it is."""

from html import escape


def shown(value):
    """Text as a browser should show it: native strings spell bytes (PEP 3333)."""
    if not isinstance(value, str):
        return repr(value) if isinstance(value, (bool, int, tuple)) else type(value).__name__
    return value.encode("latin-1").decode("utf-8", "backslashreplace")


def rows(environ):
    yield '<!DOCTYPE html>\n<meta charset="utf-8">\n<title>Environment</title>\n<h1>FastCGI Environment</h1>\n<table>\n'
    for name, value in sorted(environ.items()):
        yield "<tr><th>%s</th><td>%s</td></tr>\n" % (escape(shown(name)), escape(shown(value)))
    yield "</table>\n"


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return (row.encode("utf-8") for row in rows(environ))
