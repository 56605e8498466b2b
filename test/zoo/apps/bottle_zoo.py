"""Bottle; see contract.py."""

import os

import bottle
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text

app = bottle.Bottle()
# 1 MiB is read at once by /body.
bottle.BaseRequest.MEMFILE_MAX = 2 << 20


def report(found):
    bottle.response.content_type = "application/json"
    return text(found)


@app.get("/")
def hello():
    bottle.response.content_type = "text/plain"
    return "hello from bottle"


@app.get("/echo/")
@app.get("/echo/<rest:re:(?s:.*)>")
def echo(rest=""):
    request = bottle.request
    return report(
        {
            "path": request.path,
            "rest": rest,
            "script": request.script_name,
            "query": request.query_string,
            "args": list(request.query.decode().allitems()),
            "cookies": dict(request.cookies),
            "header": request.get_header("X-Test"),
            "url": request.url,
        }
    )


@app.post("/upload")
def upload():
    files = [described(field, file.raw_filename, file.content_type, file.file.read()) for field, file in bottle.request.files.allitems()]
    return report({"fields": list(bottle.request.forms.decode().allitems()), "files": files})


@app.post("/form")
def form():
    return report({"fields": list(bottle.request.forms.decode().allitems())})


@app.post("/body")
def body():
    return report(body_report(bottle.request.get_header("Content-Type"), bottle.request.body.read()))


@app.get("/stream")
def stream():
    bottle.response.content_type = "application/octet-stream"
    return pieces(int(bottle.request.query["n"]))


@app.get("/cookie")
def cookie():
    bottle.response.content_type = "text/plain"
    bottle.response.set_cookie("value", bottle.request.query.getunicode("v"))
    bottle.response.set_cookie("one", "1", path="/")
    bottle.response.set_cookie("two", "2", path="/two")
    return "set"


@app.get("/header")
def header():
    bottle.response.content_type = "text/plain"
    # Bottle encodes its headers in UTF-8: the character that is one byte of it is not to be had.
    bottle.response.set_header("X-Latin", LATIN)
    bottle.response.add_header("X-Twice", "1")
    bottle.response.add_header("X-Twice", "2")
    return "header"


@app.get("/redirect")
def redirect():
    bottle.redirect("/echo/%s?q=%s" % (LETTERS, LETTERS))


@app.get("/error")
def error():
    raise RuntimeError("nobody catches this")


@app.get("/file")
def file():
    return bottle.static_file(os.path.basename(FILE), root=os.path.dirname(FILE), mimetype="application/octet-stream")
