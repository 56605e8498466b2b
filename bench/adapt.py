"""A WSGI application behind the adapters of uvicorn, asgiref and a2wsgi, on an ASGI server that does nothing else.

Reads {"headers": [[name, value]], "milliseconds": n}, one line; writes {name: {"version": str} or {"skipped": why}},
one line. After that each line names an adapter and is answered with its nanoseconds of processor time a request, all threads,
less those of the bare application.
"""
import asyncio
import io
import json
import logging
import sys
import time
import warnings
from importlib.metadata import version

TOUCHED = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "wsgi.url_scheme")
BODY = b"x" * 64


def application(environ, start_response):
    length = sum(len(environ[key]) for key in TOUCHED)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "64"), ("X-Length", str(length))])
    return [BODY]


def uvicorn_adapter():
    from uvicorn.middleware.wsgi import WSGIMiddleware

    return WSGIMiddleware(application), version("uvicorn")


def asgiref_adapter():
    from asgiref.wsgi import WsgiToAsgi

    return WsgiToAsgi(application), version("asgiref")


def a2wsgi_adapter():
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(application), version("a2wsgi")


def scope_of(headers):
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/shop/caf\xe9/items",
        "raw_path": b"/shop/caf%C3%A9/items",
        "query_string": b"id=1000&page=2&sort=price",
        "root_path": "",
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 80),
        "headers": headers,
    }


async def request(adapter, headers):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await adapter(scope_of(headers), receive, send)
    return sent


async def timed(adapter, headers, milliseconds):
    done, begin = 0, time.process_time_ns()
    stop = begin + milliseconds * 1e6
    while time.process_time_ns() < stop:
        for _ in range(16):
            await request(adapter, headers)
        done += 16
    return (time.process_time_ns() - begin) / done


def bare(headers, milliseconds):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/shop/caf\xc3\xa9/items", "QUERY_STRING": "id=1000", "HTTP_COOKIE": "a=b"}
    environ["wsgi.url_scheme"], environ["wsgi.input"] = "http", io.BytesIO()
    done, begin = 0, time.process_time_ns()
    stop = begin + milliseconds * 1e6 / 4
    while time.process_time_ns() < stop:
        for _ in range(64):
            application(environ, lambda status, headers: None)
        done += 64
    return (time.process_time_ns() - begin) / done


async def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    job = json.loads(sys.stdin.readline())
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in job["headers"]]
    adapters, found = {}, {}
    for name, make in (("uvicorn WSGIMiddleware", uvicorn_adapter), ("asgiref WsgiToAsgi", asgiref_adapter), ("a2wsgi WSGIMiddleware", a2wsgi_adapter)):
        try:
            adapters[name], found_version = make()
            start, *rest = await request(adapters[name], headers)
            assert start["status"] == 200 and b"".join(message.get("body", b"") for message in rest) == BODY, "not the answer that was given"
            found[name] = {"version": found_version}
        except Exception as error:  # a peer that is not installed, or too new for the lines above
            found[name] = {"skipped": f"{type(error).__name__}: {error}"}
    print(json.dumps(found), flush=True)
    for line in iter(sys.stdin.readline, ""):
        adapter = adapters[line.strip()]
        print(await timed(adapter, headers, job["milliseconds"]) - bare(headers, job["milliseconds"]), flush=True)


asyncio.run(main())
