"""FastAPI: values are parameters of functions, so it is pydantic that reads them. See contract.py."""

from typing import Annotated

from contract import FILE, LATIN, LETTERS, body_report, described, text
from fastapi import Body, Cookie, FastAPI, File, Form, Header, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from starlette_zoo import chunks

app = FastAPI()


def report(found):
    return Response(text(found), media_type="application/json")


@app.get("/", response_class=PlainTextResponse)
def hello():
    return "hello from fastapi"


@app.get("/echo/{rest:path}")
def echo(
    request: Request,
    rest: str,
    q: Annotated[list[str] | None, Query()] = None,
    a: Annotated[list[str] | None, Query()] = None,
    b: Annotated[str | None, Cookie()] = None,
    x_test: Annotated[list[str] | None, Header()] = None,
):
    return report(
        {
            "path": request.url.path,
            "rest": rest,
            "script": request.scope.get("root_path"),
            "query": request.url.query,
            "q": q,
            "a": a,
            "args": request.query_params.multi_items(),
            "b": b,
            "cookies": request.cookies,
            "header": x_test,
        }
    )


@app.post("/upload")
async def upload(
    a: Annotated[str | None, Form()] = None,
    b: Annotated[str | None, Form()] = None,
    f: Annotated[list[UploadFile] | None, File()] = None,
    g: Annotated[list[UploadFile] | None, File()] = None,
):
    files = [described(field, file.filename, file.content_type, await file.read()) for field, of in (("f", f), ("g", g)) for file in of or []]
    return report({"fields": [["a", a], ["b", b]], "files": files})


@app.post("/form")
async def form(q: Annotated[str | None, Form()] = None, a: Annotated[list[str] | None, Form()] = None, c: Annotated[str, Form()] = "none"):
    return report({"fields": [["q", q], ["a", a], ["c", c]]})


@app.post("/body")
async def body(request: Request, content: Annotated[bytes, Body(media_type="application/octet-stream")] = b""):
    return report({**body_report(request.headers.get("Content-Type"), await request.body()), "content": len(content)})


@app.get("/stream")
def stream(n: int):
    return StreamingResponse(chunks(n), media_type="application/octet-stream")


@app.get("/cookie", response_class=PlainTextResponse)
def cookie(response: Response, v: str):
    response.set_cookie("value", v)
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return "set"


@app.get("/header", response_class=PlainTextResponse)
def header(response: Response):
    response.headers["X-Latin"] = LATIN
    response.headers.append("X-Twice", "1")
    response.headers.append("X-Twice", "2")
    return "header"


@app.get("/redirect")
def redirect():
    return RedirectResponse("/echo/%s?q=%s" % (LETTERS, LETTERS))


@app.get("/error")
def error():
    raise RuntimeError("nobody catches this")


@app.get("/file")
def file():
    return FileResponse(FILE, media_type="application/octet-stream")
