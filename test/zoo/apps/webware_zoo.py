"""Webware for Python 3: servlets, found as files of a context in a generated working folder; see contract.py."""

import contextlib
import io
import os
import shutil
import tempfile
from urllib.parse import quote

import webware
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from webware.Scripts.MakeAppWorkDir import MakeAppWorkDir

webware.addToSearchPath()

from Application import Application
from HTTPExceptions import HTTPNotFound
from HTTPServlet import HTTPServlet


def report(trans, found):
    trans.response().setHeader("Content-Type", "application/json")
    trans.response().write(text(found))


def plain(trans, words):
    trans.response().setHeader("Content-Type", "text/plain")
    trans.response().write(words)


def pairs(fields):
    """Webware hands out a list where a name was sent twice."""
    return [[name, value] for name, values in fields.items() for value in (values if isinstance(values, list) else [values])]


class index(HTTPServlet):
    def respondToGet(self, trans):
        # With extra path information, the index of a context is what any name finds that has no servlet.
        if trans.request().extraURLPath() not in ("", "/"):
            raise HTTPNotFound
        plain(trans, "hello from webware")


class echo(HTTPServlet):
    def respondToGet(self, trans):
        request = trans.request()
        found = {
            "path": request.pathInfo(),
            "rest": request.extraURLPath(),
            "script": request.scriptName(),
            "query": request.queryString(),
            "args": pairs(request.fields()),
            "cookies": request.cookies(),
            "header": request.environ().get("HTTP_X_TEST"),
            "url": request.serverURL(),
        }
        report(trans, found)


class upload(HTTPServlet):
    def respondToPost(self, trans):
        given = pairs(trans.request().fields())
        files = [described(name, part.filename, part.type, part.file.read()) for name, part in given if hasattr(part, "filename")]
        report(trans, {"fields": [pair for pair in given if not hasattr(pair[1], "filename")], "files": files})


class form(HTTPServlet):
    def respondToPost(self, trans):
        report(trans, {"fields": pairs(trans.request().fields())})


class body(HTTPServlet):
    def respondToPost(self, trans):
        request = trans.request()
        report(trans, body_report(request.environ().get("CONTENT_TYPE"), request.rawInput(rewind=True).read()))


class stream(HTTPServlet):
    def respondToGet(self, trans):
        response = trans.response()
        response.setHeader("Content-Type", "application/octet-stream")
        for piece in pieces(int(trans.request().field("n"))):
            response.write(piece)
            response.flush()


class cookie(HTTPServlet):
    def respondToGet(self, trans):
        response = trans.response()
        response.setCookie("value", trans.request().field("v"))
        response.setCookie("one", "1", path="/")
        response.setCookie("two", "2", path="/two")
        plain(trans, "set")


class header(HTTPServlet):
    """Without X-Twice: response headers are a dictionary."""

    def respondToGet(self, trans):
        trans.response().setHeader("X-Latin", LATIN)
        plain(trans, "header")


class redirect(HTTPServlet):
    def respondToGet(self, trans):
        trans.response().sendRedirect("/echo/%s?q=%s" % (quote(LETTERS), quote(LETTERS)))


class error(HTTPServlet):
    def respondToGet(self, trans):
        raise RuntimeError("nobody catches this")


working = tempfile.TemporaryDirectory(prefix="webware-zoo-")
with contextlib.redirect_stdout(io.StringIO()):
    MakeAppWorkDir(working.name, contextName=None, verbose=False).buildWorkDir()
context = os.path.join(working.name, "Zoo")
os.mkdir(context)
open(os.path.join(context, "__init__.py"), "w").close()
for servlet in (index, echo, upload, form, body, stream, cookie, header, redirect, error):
    with open(os.path.join(context, servlet.__name__ + ".py"), "w") as module:
        module.write("from webware_zoo import %s\n" % servlet.__name__)
shutil.copy2(FILE, os.path.join(context, "file"))

settings = {"Contexts": {"default": context}, "AppLogFilename": None, "PrintConfigAtStartUp": False, "SaveErrorMessages": False, "ExtraPathInfo": True, "PlugIns": []}
app = Application(working.name, settings=settings)
