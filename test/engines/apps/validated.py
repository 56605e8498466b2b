"""The standard library's judge of servers, around an application that uses what a server gives."""

from wsgiref.simple_server import demo_app
from wsgiref.validate import validator


def reads(environ, start_response):
    stream = environ["wsgi.input"]
    lines = [stream.readline(), stream.read(2), *stream.readlines(), *stream]
    environ["wsgi.errors"].writelines(["read\n"])
    environ["wsgi.errors"].flush()
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"".join(lines))
    return []


application = validator(reads)
demo = validator(demo_app)
