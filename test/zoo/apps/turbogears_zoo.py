"""TurboGears 2: a root controller under the minimal configurator, its own file application and a template of Kajiki; see contract.py."""

import os
from urllib.parse import quote

from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from tg import MinimalApplicationConfigurator, TGController, expose, redirect, request, response, use_wsgi_app
from tg.support.statics import FileServeApp


class EchoController(TGController):
    @expose(content_type="application/json")
    def _default(self, *rest, **args):
        return text(
            {
                "path": request.path_info,
                "rest": rest,
                "script": request.script_name,
                "query": request.query_string,
                "args": list(request.GET.items()),
                "cookies": dict(request.cookies),
                "header": request.headers.get("X-Test"),
                "url": request.url,
            }
        )


class RootController(TGController):
    echo = EchoController()

    @expose(content_type="text/plain")
    def index(self):
        return "hello from turbogears"

    @expose(content_type="application/json")
    def upload(self, **_):
        given = list(request.POST.items())
        return text(
            {
                "fields": [pair for pair in given if not hasattr(pair[1], "filename")],
                "files": [described(name, part.filename, part.type, part.file.read()) for name, part in given if hasattr(part, "filename")],
            }
        )

    @expose(content_type="application/json")
    def form(self, **_):
        return text({"fields": list(request.POST.items())})

    @expose(content_type="application/json")
    def body(self):
        return text(body_report(request.headers.get("Content-Type"), request.body))

    @expose(content_type="application/octet-stream")
    def stream(self, n):
        return pieces(int(n))

    @expose(content_type="text/plain")
    def cookie(self, v):
        response.set_cookie("value", v)
        response.set_cookie("one", "1", path="/")
        response.set_cookie("two", "2", path="/two")
        return "set"

    @expose(content_type="text/plain")
    def header(self):
        response.headers["X-Latin"] = LATIN
        response.headers.add("X-Twice", "1")
        response.headers.add("X-Twice", "2")
        return "header"

    @expose()
    def redirect(self):
        redirect("/echo/" + quote(LETTERS), {"q": LETTERS})

    @expose()
    def error(self):
        raise RuntimeError("nobody catches this")

    @expose("kajiki:turbogears.xhtml")
    def page(self, name):
        return {"name": name}

    @expose()
    def file(self):
        return use_wsgi_app(FileServeApp(FILE, cache_max_age=0))


configurator = MinimalApplicationConfigurator()
templates = os.path.join(os.path.dirname(FILE), "templates")
configurator.update_blueprint({"root_controller": RootController(), "renderers": ["json", "kajiki"], "paths": {"templates": [templates]}})
app = configurator.make_wsgi_app({}, {})
