"""What every application of the zoo answers, each in the idioms of its framework, so that it is the framework that decodes and encodes.

The module is `<framework>_zoo.py`, the application `app`. A report is JSON: `text(report)`, with the Content-Type
`application/json`. Values are what the framework hands out, as they are: `bytes` are reported as {"bytes": hex}.

    GET, HEAD /        the text "hello from <framework>"
    GET /echo/<path>   reports `path` (all of it that the framework hands out), `script` (the script root), `query` (the query string),
                       `args` ([name, value] pairs in order, repeats too), `cookies` (by name), `header` (of X-Test, null without)
    POST /upload       multipart/form-data: reports `fields` ([name, value] pairs) and `files` (of each `described`)
    POST /form         application/x-www-form-urlencoded: reports `fields` ([name, value] pairs)
    POST /body         any body: reports `body_report`; read in the framework's own way
    GET /stream?n=K    `pieces(K)`, streamed: a generator, application/octet-stream, no Content-Length
    GET /cookie?v=...  sets the cookie `value` to v through the framework's API, which quotes and encodes as it likes, then two more,
                       `one=1` with the path / and `two=2` with the path /two; the text "set"
    GET /header        the text "header" with the response headers `X-Latin: caf\xe9` (one byte, ISO-8859-1), `X-Twice: 1` and `X-Twice: 2`
    GET /redirect      redirects to /echo/<LETTERS>?q=<LETTERS> through the framework's API, which encodes as it likes
    GET /missing       404 by the framework
    GET /error         an exception that nobody catches
    GET, HEAD /file    the file FILE through the framework's own file response (wsgi.file_wrapper, Range, If-None-Match if it has them)

What a framework has no way for is left out, and `without` of its entry says so.
"""

import hashlib
import json
import os

LETTERS = "caf\u00e9/\u0159e\u010d"
FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "file.bin")
LATIN = "caf\u00e9"


def text(report):
    """ASCII only."""
    return json.dumps(report, sort_keys=True, default=lambda value: {"bytes": value.hex()})


def described(field, name, content_type, data):
    """An uploaded file: its field, the name and the type that the framework hands out, and its bytes."""
    return {"field": field, "name": name, "type": content_type, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def body_report(content_type, data):
    return {"type": content_type, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


BLOCK = bytes(range(256)) * 64


def pieces(count):
    """Chunks that look like framing, empty ones among them, and blocks of every byte."""
    for i in range(count):
        yield (b"", b"0\r\n\r\n\xff%d\r\n" % i, BLOCK)[i % 3]
