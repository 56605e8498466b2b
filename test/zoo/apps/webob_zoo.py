"""WebOb by itself, with webob.dec; see contract.py."""

from urllib.parse import quote

from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from webob import Response
from webob.dec import wsgify
from webob.exc import HTTPFound, HTTPMethodNotAllowed, HTTPNotFound
from webob.static import FileApp


def report(found):
    return Response(text(found), content_type="application/json", charset="UTF-8")


def hello(request):
    return Response("hello from webob", content_type="text/plain")


def echo(request):
    return report(
        {
            "path": request.path,
            "path_info": request.path_info,
            "script": request.script_name,
            "query": request.query_string,
            "args": list(request.GET.items()),
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
    return Response(app_iter=pieces(int(request.GET["n"])), content_type="application/octet-stream")


def cookie(request):
    response = Response("set", content_type="text/plain")
    response.set_cookie("value", request.GET["v"])
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return response


def header(request):
    response = Response("header", content_type="text/plain")
    response.headers["X-Latin"] = LATIN
    response.headerlist.extend([("X-Twice", "1"), ("X-Twice", "2")])
    return response


def redirect(request):
    # WebOb encodes no URL.
    return HTTPFound(location=quote("/echo/%s?q=%s" % (LETTERS, LETTERS), safe="/?="))


def error(request):
    raise RuntimeError("nobody catches this")


file = FileApp(FILE, content_type="application/octet-stream")

routes = {"": hello, "echo": echo, "stream": stream, "cookie": cookie, "header": header, "redirect": redirect, "error": error, "file": file}
posts = {"upload": upload, "form": form, "body": body}


@wsgify
def app(request):
    view = {**routes, **posts}.get(request.path_info_peek() or "")
    if view is None:
        raise HTTPNotFound()
    if request.method not in (("POST",) if view in posts.values() else ("GET", "HEAD")):
        raise HTTPMethodNotAllowed()
    return view if view is file else view(request)
