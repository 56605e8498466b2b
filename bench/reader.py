"""Request bytes to a WSGI environ with the readers of cheroot, gunicorn, waitress and wsgiref.

Reads {"messages": [hex], "path": str, "milliseconds": n}, one line; writes {name: {"version": str} or {"skipped": why}},
one line. After that each line names a reader and is answered with its nanoseconds a request.
"""
import io
import json
import logging
import sys
import time


def cheroot_reader():
    from importlib.metadata import version
    from cheroot import server, wsgi

    http = wsgi.Server(("127.0.0.1", 80), None)

    class Connection:
        remote_addr, remote_port, ssl_env = "127.0.0.1", 40000, {}

        def __init__(self, wire):
            self.rfile = io.BufferedReader(io.BytesIO(wire))

    def read(wire):
        request = server.HTTPRequest(http, Connection(wire))
        request.parse_request()
        assert request.ready
        return wsgi.Gateway_10(request).get_environ()

    return read, version("cheroot")


def gunicorn_reader():
    import gunicorn
    from gunicorn.config import Config
    from gunicorn.http import RequestParser
    from gunicorn.http.wsgi import create

    config = Config()

    class Listener:
        family = None

        def getsockname(self):
            return ("127.0.0.1", 80)

    def read(wire):
        request = next(RequestParser(config, iter([wire]), ("127.0.0.1", 40000)))
        return create(request, None, ("127.0.0.1", 40000), ("127.0.0.1", 80), config)[1]

    return read, gunicorn.__version__


def waitress_reader():
    from importlib.metadata import version
    from waitress.adjustments import Adjustments
    from waitress.parser import HTTPRequestParser
    from waitress.task import WSGITask

    adj = Adjustments()

    class Server:
        effective_host, effective_port, server_name, adj, application = "127.0.0.1", 80, "localhost", None, None

    class Channel:
        server, addr, creation_time, closed_when_done = Server, ("127.0.0.1", 40000), 0, False

        @staticmethod
        def check_client_disconnected():
            return False

    Server.adj = adj

    def read(wire):
        parser = HTTPRequestParser(adj)
        parser.received(wire)
        assert parser.completed and not parser.error
        return WSGITask(Channel, parser).get_environment()

    return read, version("waitress")


def wsgiref_reader():
    from wsgiref.simple_server import WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        def __init__(self, wire):
            self.rfile, self.wfile = io.BufferedReader(io.BytesIO(wire)), io.BytesIO()
            self.client_address, self.server = ("127.0.0.1", 40000), self
            self.base_environ = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}

        def address_string(self):
            return "127.0.0.1"

    def read(wire):
        handler = Handler(wire)
        handler.raw_requestline = handler.rfile.readline(65537)
        assert handler.parse_request()
        return handler.get_environ()

    return read, sys.version.split()[0]


def one_round(read, messages, milliseconds):
    done, begin = 0, time.perf_counter_ns()
    stop = begin + milliseconds * 1e6
    while time.perf_counter_ns() < stop:
        for message in messages:
            read(message)
        done += len(messages)
    return (time.perf_counter_ns() - begin) / done


def main():
    logging.disable(logging.CRITICAL)
    job = json.loads(sys.stdin.readline())
    messages = [bytes.fromhex(message) for message in job["messages"]]
    readers, found = {}, {}
    for name, make in (("cheroot", cheroot_reader), ("gunicorn", gunicorn_reader), ("waitress", waitress_reader), ("wsgiref", wsgiref_reader)):
        try:
            readers[name], version = make()
            environ = readers[name](messages[0])
            assert environ["PATH_INFO"] == job["path"] and environ["HTTP_USER_AGENT"].startswith("Mozilla/"), "not the request that was sent"
            found[name] = {"version": version}
        except Exception as error:  # a peer that is not installed, or too new for the lines above
            found[name] = {"skipped": f"{type(error).__name__}: {error}"}
    print(json.dumps(found), flush=True)
    for line in sys.stdin:
        print(one_round(readers[line.strip()], messages, job["milliseconds"]), flush=True)


main()
