"""Starlette; see contract.py."""

from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route


def report(found):
    return Response(text(found), media_type="application/json")


def hello(request):
    return PlainTextResponse("hello from starlette")


def reported(request):
    return {
        "path": request.scope["path"],
        "raw_path": request.scope.get("raw_path"),
        "rest": request.path_params.get("rest"),
        "script": request.scope.get("root_path"),
        "query": request.scope["query_string"],
        "args": request.query_params.multi_items(),
        "cookies": request.cookies,
        "header": request.headers.getlist("X-Test"),
        "url": str(request.url),
    }


def echo(request):
    return report(reported(request))


async def upload(request):
    fields, files = [], []
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files.append(described(name, value.filename, value.content_type, await value.read()))
            else:
                fields.append([name, value])
    return report({"fields": fields, "files": files})


async def form(request):
    async with request.form() as form:
        return report({"fields": form.multi_items()})


async def body(request):
    return report(body_report(request.headers.get("Content-Type"), await request.body()))


async def chunks(count):
    for piece in pieces(count):
        yield piece


def stream(request):
    return StreamingResponse(chunks(int(request.query_params["n"])), media_type="application/octet-stream")


def cookie(request):
    response = PlainTextResponse("set")
    response.set_cookie("value", request.query_params["v"])
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return response


def header(request):
    response = PlainTextResponse("header", headers={"X-Latin": LATIN, "X-Twice": "1"})
    response.headers.append("X-Twice", "2")
    return response


def redirect(request):
    return RedirectResponse("/echo/%s?q=%s" % (LETTERS, LETTERS))


def error(request):
    raise RuntimeError("nobody catches this")


def file(request):
    return FileResponse(FILE, media_type="application/octet-stream")


app = Starlette(
    routes=[
        Route("/", hello),
        Route("/echo/{rest:path}", echo),
        Route("/upload", upload, methods=["POST"]),
        Route("/form", form, methods=["POST"]),
        Route("/body", body, methods=["POST"]),
        Route("/stream", stream),
        Route("/cookie", cookie),
        Route("/header", header),
        Route("/redirect", redirect),
        Route("/error", error),
        Route("/file", file),
    ]
)
