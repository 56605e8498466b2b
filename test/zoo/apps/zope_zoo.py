"""Zope 5: WSGIPublisher, an instance in a temporary folder with its ZODB in memory, and views of every object; see contract.py."""

import os
import tempfile

import transaction
import Zope2
from contract import FILE, LATIN, LETTERS, body_report, described, pieces, text
from Products.Five.browser import BrowserView
from Zope2.Startup.run import make_wsgi_app
from zope.configuration import xmlconfig
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse
from ZPublisher.httpexceptions import HTTPExceptionHandler
from ZPublisher.HTTPRequest import FileUpload
from ZPublisher.Iterators import IUnboundStreamIterator, filestream_iterator


class Index(BrowserView):
    def __call__(self):
        return self.plain("hello from zope")

    def HEAD(self):
        """Zope asks for a method of this name."""
        return self()

    def plain(self, words):
        self.request.response.setHeader("Content-Type", "text/plain")
        return words

    def report(self, found):
        self.request.response.setHeader("Content-Type", "application/json")
        return text(found)

    def pairs(self):
        """Zope hands out a list where a name was sent twice."""
        fields = self.request.form.items()
        return [[name, value] for name, values in fields for value in (values if isinstance(values, list) else [values])]


@implementer(IPublishTraverse)
class Echo(Index):
    def __init__(self, context, request):
        super().__init__(context, request)
        self.rest = []

    def publishTraverse(self, request, name):
        self.rest.append(name)
        return self

    def __call__(self):
        request = self.request
        found = {
            "path": request["PATH_INFO"],
            "rest": self.rest,
            "script": request.get("SCRIPT_NAME"),
            "query": request.get("QUERY_STRING"),
            "args": self.pairs(),
            "cookies": request.cookies,
            "header": request.get_header("X-Test"),
            "url": request["ACTUAL_URL"],
        }
        return self.report(found)


class Upload(Index):
    def __call__(self):
        files = [(name, value) for name, value in self.pairs() if isinstance(value, FileUpload)]
        return self.report(
            {
                "fields": [pair for pair in self.pairs() if not isinstance(pair[1], FileUpload)],
                "files": [described(name, part.filename, part.headers.get("content-type"), part.read()) for name, part in files],
            }
        )


class Form(Index):
    def __call__(self):
        return self.report({"fields": self.pairs()})


class Body(Index):
    def __call__(self):
        return self.report(body_report(self.request.get_header("Content-Type"), self.request["BODY"]))


@implementer(IUnboundStreamIterator)
class Pieces:
    def __init__(self, count):
        self.pieces = pieces(count)

    def __iter__(self):
        return self.pieces


class Stream(Index):
    def __call__(self):
        self.request.response.setHeader("Content-Type", "application/octet-stream")
        self.request.response.setBody(Pieces(int(self.request.form["n"])))
        return self.request.response


class Cookie(Index):
    def __call__(self):
        response = self.request.response
        response.setCookie("value", self.request.form["v"], path="/")
        response.setCookie("one", "1", path="/")
        response.setCookie("two", "2", path="/two")
        return self.plain("set")


class Header(Index):
    def __call__(self):
        self.request.response.setHeader("X-Latin", LATIN)
        self.request.response.addHeader("X-Twice", "1")
        self.request.response.addHeader("X-Twice", "2")
        return self.plain("header")


class Redirect(Index):
    def __call__(self):
        return self.request.response.redirect("/echo/%s?q=%s" % (LETTERS, LETTERS))


class Error(Index):
    def __call__(self):
        raise RuntimeError("nobody catches this")


class File(Index):
    def __call__(self):
        self.request.response.setHeader("Content-Type", "application/octet-stream")
        self.request.response.setHeader("Content-Length", str(os.path.getsize(FILE)))
        return filestream_iterator(FILE, "rb")


instance = tempfile.TemporaryDirectory(prefix="zope-zoo-")
configuration = os.path.join(instance.name, "zope.conf")
with open(configuration, "w") as file:
    file.write(
        "instancehome %s\n"
        "<zodb_db main>\n  <mappingstorage>\n  </mappingstorage>\n  mount-point /\n</zodb_db>\n" % instance.name
    )
# The pipeline of an instance as Zope makes it.
app = HTTPExceptionHandler(make_wsgi_app({}, configuration))

root = Zope2.app()
del root.index_html
transaction.commit()
root._p_jar.close()

views = {"index.html": Index, **{view.__name__.lower(): view for view in (Echo, Upload, Form, Body, Stream, Cookie, Header, Redirect, Error, File)}}
page = '<browser:page for="OFS.interfaces.IApplication" name="%s" class="zope_zoo.%s" permission="zope.Public" allowed_attributes="HEAD"/>'
xmlconfig.string(
    '<configure xmlns="http://namespaces.zope.org/zope" xmlns:browser="http://namespaces.zope.org/browser">'
    '<include package="Products.Five"/>%s'
    '<browser:defaultView for="OFS.interfaces.IApplication" name="index.html"/>'
    "</configure>" % "".join(page % (name, view.__name__) for name, view in views.items())
)
