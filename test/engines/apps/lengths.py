"""Calls that are short, or as long as a test wants."""

import os
import time


def application(environ, start_response):
    path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
    if path == "/until":
        while not os.path.exists(query):
            time.sleep(0.001)
    elif path == "/sleep":
        time.sleep(float(query))
    elif path == "/work":
        end = time.perf_counter() + float(query)
        while time.perf_counter() < end:
            pass
    elif path == "/die":
        os._exit(1)
    body = environ["wsgi.input"].read() or path.encode("latin-1")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
