"""Django, as a WSGI application (`app`); see contract.py. Its responses have one line a header: X-Twice comes once."""

import django
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, re_path
from django.views.decorators.http import require_GET, require_POST, require_safe

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="zoo", USE_TZ=True, DATA_UPLOAD_MAX_MEMORY_SIZE=None)
django.setup()


def report(found):
    return HttpResponse(text(found), content_type="application/json")


def pairs(querydict):
    return [[name, value] for name, values in querydict.lists() for value in values]


@require_safe
def hello(request):
    return HttpResponse("hello from django", content_type="text/plain")


@require_GET
def echo(request, rest=""):
    return report(
        {
            "path": request.path,
            "path_info": request.path_info,
            "rest": rest,
            "script": request.META.get("SCRIPT_NAME"),
            "query": request.META.get("QUERY_STRING"),
            "args": pairs(request.GET),
            "cookies": request.COOKIES,
            "header": request.headers.get("X-Test"),
            "url": request.build_absolute_uri(),
        }
    )


@require_POST
def upload(request):
    files = [described(field, file.name, file.content_type, file.read()) for field, of in request.FILES.lists() for file in of]
    return report({"fields": pairs(request.POST), "files": files})


@require_POST
def form(request):
    return report({"fields": pairs(request.POST)})


@require_POST
def body(request):
    return report(body_report(request.headers.get("Content-Type"), request.body))


@require_safe
def stream(request):
    return StreamingHttpResponse(pieces(int(request.GET["n"])), content_type="application/octet-stream")


@require_GET
def cookie(request):
    response = HttpResponse("set", content_type="text/plain")
    response.set_cookie("value", request.GET["v"])
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return response


@require_safe
def header(request):
    return HttpResponse("header", content_type="text/plain", headers={"X-Latin": LATIN, "X-Twice": "1"})


@require_GET
def redirect(request):
    return HttpResponseRedirect("/echo/%s?q=%s" % (LETTERS, LETTERS))


def error(request):
    raise RuntimeError("nobody catches this")


@require_safe
def file(request):
    return FileResponse(open(FILE, "rb"), content_type="application/octet-stream")


urlpatterns = [
    path("", hello),
    re_path(r"(?s)^echo/(?P<rest>.*)$", echo),
    path("upload", upload),
    path("form", form),
    path("body", body),
    path("stream", stream),
    path("cookie", cookie),
    path("header", header),
    path("redirect", redirect),
    path("error", error),
    path("file", file),
]

app = WSGIHandler()
