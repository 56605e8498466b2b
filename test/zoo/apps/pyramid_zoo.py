"""Pyramid; see contract.py."""

from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.response import FileResponse, Response


def report(found):
    return Response(text(found), content_type="application/json", charset="UTF-8")


def hello(request):
    return Response("hello from pyramid", content_type="text/plain")


def echo(request):
    return report(
        {
            "path": request.path,
            "path_info": request.path_info,
            "rest": request.matchdict["rest"],
            "script": request.script_name,
            "query": request.query_string,
            "args": list(request.params.items()),
            "cookies": dict(request.cookies),
            "header": request.headers.get("X-Test"),
            "url": request.url,
        }
    )


def upload(request):
    pairs = list(request.POST.items())
    files = [described(field, file.filename, file.type, file.file.read()) for field, file in pairs if hasattr(file, "filename")]
    return report({"fields": [[field, value] for field, value in pairs if not hasattr(value, "filename")], "files": files})


def form(request):
    return report({"fields": list(request.POST.items())})


def body(request):
    return report(body_report(request.headers.get("Content-Type"), request.body))


def stream(request):
    return Response(app_iter=pieces(int(request.params["n"])), content_type="application/octet-stream")


def cookie(request):
    response = Response("set", content_type="text/plain")
    response.set_cookie("value", request.params["v"])
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return response


def header(request):
    response = Response("header", content_type="text/plain")
    response.headers["X-Latin"] = LATIN
    response.headerlist.extend([("X-Twice", "1"), ("X-Twice", "2")])
    return response


def redirect(request):
    return HTTPFound(request.route_url("echo", rest=LETTERS.split("/"), _query={"q": LETTERS}))


def error(request):
    raise RuntimeError("nobody catches this")


def file(request):
    return FileResponse(FILE, request=request, content_type="application/octet-stream")


def configured():
    config = Configurator()
    for view, pattern, methods in [
        (hello, "/", ("GET", "HEAD")),
        (echo, "/echo/*rest", "GET"),
        (upload, "/upload", "POST"),
        (form, "/form", "POST"),
        (body, "/body", "POST"),
        (stream, "/stream", "GET"),
        (cookie, "/cookie", "GET"),
        (header, "/header", "GET"),
        (redirect, "/redirect", "GET"),
        (error, "/error", "GET"),
        (file, "/file", "GET"),
    ]:
        config.add_route(view.__name__, pattern)
        config.add_view(view, route_name=view.__name__, request_method=methods)
    return config.make_wsgi_app()


app = configured()
