"""Flask; see contract.py."""

import flask
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text

app = flask.Flask("flask_zoo", static_folder=None)


def report(found):
    return flask.Response(text(found), mimetype="application/json")


@app.get("/")
def hello():
    return flask.Response("hello from flask", mimetype="text/plain")


@app.get("/echo/")
@app.get("/echo/<path:rest>")
def echo(rest=""):
    request = flask.request
    return report(
        {
            "path": request.path,
            "rest": rest,
            "script": request.script_root,
            "query": request.query_string,
            "args": list(request.args.items(multi=True)),
            "cookies": request.cookies.to_dict(flat=False),
            "header": request.headers.get("X-Test"),
            "url": request.url,
        }
    )


@app.post("/upload")
def upload():
    files = [described(field, file.filename, file.content_type, file.read()) for field, file in flask.request.files.items(multi=True)]
    return report({"fields": list(flask.request.form.items(multi=True)), "files": files})


@app.post("/form")
def form():
    return report({"fields": list(flask.request.form.items(multi=True))})


@app.post("/body")
def body():
    return report(body_report(flask.request.headers.get("Content-Type"), flask.request.get_data()))


@app.get("/stream")
def stream():
    return flask.Response(pieces(int(flask.request.args["n"])), mimetype="application/octet-stream")


@app.get("/cookie")
def cookie():
    response = flask.Response("set", mimetype="text/plain")
    response.set_cookie("value", flask.request.args["v"])
    response.set_cookie("one", "1", path="/")
    response.set_cookie("two", "2", path="/two")
    return response


@app.get("/header")
def header():
    return flask.Response("header", headers=[("X-Latin", LATIN), ("X-Twice", "1"), ("X-Twice", "2")], mimetype="text/plain")


@app.get("/redirect")
def redirect():
    return flask.redirect("/echo/%s?q=%s" % (LETTERS, LETTERS))


@app.get("/error")
def error():
    raise RuntimeError("nobody catches this")


@app.get("/file")
def file():
    return flask.send_file(FILE, mimetype="application/octet-stream")
