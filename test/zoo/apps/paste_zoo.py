"""Paste: its WSGI wrappers for what answers, URLMap and Cascade for what chooses, the registry around all; see contract.py."""

from urllib.parse import quote

from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from paste import cascade, fileapp, httpexceptions, registry, urlmap
from paste.request import construct_url, parse_querystring
from paste.wsgiwrappers import WSGIRequest, WSGIResponse

request = registry.StackedObjectProxy()


def answering(handler):
    """A WSGI application of a function that answers with a WSGIResponse, and finds its request in the registry."""

    def application(environ, start_response):
        environ["paste.registry"].register(request, WSGIRequest(environ))
        return handler()(environ, start_response)

    return application


def report(found):
    return WSGIResponse(text(found).encode("ascii"), "application/json")


def plain(words):
    return WSGIResponse(words.encode("ascii"), "text/plain")


def hello():
    if request.path_info not in ("", "/"):
        raise httpexceptions.HTTPNotFound()
    return plain("hello from paste")


def echo():
    return report(
        {
            "path": request.path_info,
            "script": request.script_name,
            "query": request.environ["QUERY_STRING"],
            "args": parse_querystring(request.environ),
            "cookies": request.cookies,
            "header": request.headers.get("X-Test"),
            "url": construct_url(request.environ),
        }
    )


def upload():
    given = list(request.POST.items())
    return report(
        {
            "fields": [pair for pair in given if not hasattr(pair[1], "filename")],
            "files": [described(name, part.filename, part.type, part.file.read()) for name, part in given if hasattr(part, "filename")],
        }
    )


def form():
    return report({"fields": list(request.POST.items())})


def body():
    return report(body_report(request.headers.get("Content-Type"), request.body.read(int(request.environ.get("CONTENT_LENGTH") or 0))))


def stream():
    return WSGIResponse(pieces(int(request.GET["n"])), "application/octet-stream")


def cookie():
    response = plain("set")
    response.set_cookie("value", request.GET["v"])
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return response


def header():
    response = plain("header")
    response.headers["X-Latin"] = LATIN
    response.headers.add("X-Twice", "1")
    response.headers.add("X-Twice", "2")
    return response


def redirect():
    raise httpexceptions.HTTPFound("/echo/%s?q=%s" % (quote(LETTERS), quote(LETTERS)))


def error():
    raise RuntimeError("nobody catches this")


routes = urlmap.URLMap()
for handler in (echo, upload, form, body, stream, cookie, header, redirect, error):
    routes["/" + handler.__name__] = answering(handler)
routes["/file"] = fileapp.FileApp(FILE, content_type="application/octet-stream")

app = registry.RegistryManager(httpexceptions.HTTPExceptionHandler(cascade.Cascade([routes, answering(hello)])))
