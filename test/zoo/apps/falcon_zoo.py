"""Falcon, as a WSGI application; see contract.py."""

import os

import falcon
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text


def report(response, found):
    response.content_type = "application/json"
    response.text = text(found)


def args(request):
    """Falcon gives a list where a name is repeated."""
    return [[name, value] for name, found in request.params.items() for value in (found if isinstance(found, list) else [found])]


def reported(request):
    return {
        "path": request.path,
        "script": request.root_path,
        "query": request.query_string,
        "args": args(request),
        "cookies": request.cookies,
        "header": request.get_header("X-Test"),
        "url": request.url,
    }


class Hello:
    def on_get(self, request, response):
        response.content_type = "text/plain"
        response.text = "hello from falcon"

    on_head = on_get


class Upload:
    def on_post(self, request, response):
        fields, files = [], []
        for part in request.get_media():
            if part.filename is None:
                fields.append([part.name, part.text])
            else:
                files.append(described(part.name, part.filename, part.content_type, part.stream.read()))
        report(response, {"fields": fields, "files": files})


class Form:
    def on_post(self, request, response):
        report(response, {"fields": [[name, value] for name, value in request.get_media().items()]})


class Body:
    def on_post(self, request, response):
        report(response, body_report(request.content_type, request.bounded_stream.read()))


class Stream:
    def on_get(self, request, response):
        response.content_type = "application/octet-stream"
        response.stream = pieces(request.get_param_as_int("n"))

    on_head = on_get


class Cookie:
    def on_get(self, request, response):
        response.content_type = "text/plain"
        response.set_cookie("value", request.get_param("v"), secure=False, http_only=False)
        response.append_header("Set-Cookie", "one=1; Path=/")
        response.append_header("Set-Cookie", "two=2; Path=/two")
        response.text = "set"


class Header:
    def on_get(self, request, response):
        response.content_type = "text/plain"
        response.set_header("X-Latin", LATIN)
        # Falcon joins what is appended to any header but Set-Cookie.
        response.append_header("X-Twice", "1")
        response.append_header("X-Twice", "2")
        response.text = "header"

    on_head = on_get


class Redirect:
    def on_get(self, request, response):
        raise falcon.HTTPFound(falcon.uri.encode("/echo/%s?q=%s" % (LETTERS, LETTERS)))


class Error:
    def on_get(self, request, response):
        raise RuntimeError("nobody catches this")


def echo(request, response):
    report(response, reported(request))


def routed(app, echo, resources):
    for name, resource in resources.items():
        app.add_route("/" + name, resource)
    app.add_sink(echo, "/echo/")
    app.add_static_route("/file", os.path.dirname(FILE), fallback_filename=os.path.basename(FILE))
    return app


resources = {"": Hello(), "cookie": Cookie(), "header": Header(), "redirect": Redirect(), "error": Error()}

app = routed(falcon.App(), echo, {**resources, "upload": Upload(), "form": Form(), "body": Body(), "stream": Stream()})
