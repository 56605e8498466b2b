"""CherryPy: handlers are methods of an object tree, `cherrypy.Application` is the WSGI callable; see contract.py."""

import cherrypy
from cherrypy.lib import static
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text

cherrypy.config.update({"environment": "embedded", "log.screen": False})


def report(found):
    cherrypy.response.headers["Content-Type"] = "application/json"
    return text(found).encode("ascii")


def plain(words):
    cherrypy.response.headers["Content-Type"] = "text/plain"
    return words


def pairs(fields):
    """CherryPy hands out a list where a name was sent twice."""
    return [[name, value] for name, values in fields.items() for value in (values if isinstance(values, list) else [values])]


class Echo:
    @cherrypy.expose
    def default(self, *rest, **args):
        request = cherrypy.request
        return report(
            {
                "path": request.path_info,
                "rest": rest,
                "script": request.script_name,
                "query": request.query_string,
                "args": pairs(args),
                "cookies": {name: morsel.value for name, morsel in request.cookie.items()},
                "header": request.headers.get("X-Test"),
                "url": cherrypy.url(qs=request.query_string),
            }
        )


class Root:
    echo = Echo()

    @cherrypy.expose
    def index(self):
        return plain("hello from cherrypy")

    @cherrypy.expose
    def upload(self, **given):
        files = [(name, part) for name, part in pairs(given) if hasattr(part, "filename")]
        return report(
            {
                "fields": [pair for pair in pairs(given) if not hasattr(pair[1], "filename")],
                "files": [described(name, part.filename, str(part.content_type), part.file.read()) for name, part in files],
            }
        )

    @cherrypy.expose
    def form(self, **given):
        return report({"fields": pairs(given)})

    @cherrypy.expose
    @cherrypy.config(**{"request.process_request_body": False})
    def body(self):
        request = cherrypy.request
        data = b"".join(iter(lambda: request.rfile.read(65536), b""))
        return report(body_report(request.headers.get("Content-Type"), data))

    @cherrypy.expose
    @cherrypy.config(**{"response.stream": True})
    def stream(self, n):
        cherrypy.response.headers["Content-Type"] = "application/octet-stream"
        return pieces(int(n))

    @cherrypy.expose
    def cookie(self, v):
        cookies = cherrypy.response.cookie
        for name, value, path in (("value", v, "/"), ("one", "1", "/"), ("two", "2", "/two")):
            cookies[name] = value
            cookies[name]["path"] = path
        return plain("set")

    @cherrypy.expose
    def header(self):
        """Without X-Twice: response headers are a dictionary."""
        cherrypy.response.headers["X-Latin"] = LATIN
        return plain("header")

    @cherrypy.expose
    def redirect(self):
        raise cherrypy.HTTPRedirect("/echo/%s?q=%s" % (LETTERS, LETTERS))

    @cherrypy.expose
    def error(self):
        raise RuntimeError("nobody catches this")

    @cherrypy.expose
    def file(self):
        return static.serve_file(FILE, "application/octet-stream")


app = cherrypy.Application(Root(), script_name=None)
