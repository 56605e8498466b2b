"""What the Python side makes of frames. On standard input, JSON: wire in hex, cut at each of `cuts`. JSON out."""

import json
import os
import sys
import types

sys.dont_write_bytecode = True
runtime = types.ModuleType("runtime")
runtime.__path__ = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "engines", "runtime")]
sys.modules["runtime"] = runtime

from runtime import frames  # noqa: E402
from runtime.head import Head  # noqa: E402


def texts(fields):
    return [None if field is None else field.decode("latin-1") for field in fields]


def read(pieces):
    reader = frames.Reader()
    try:
        return [[kind, number, payload.hex()] for piece in pieces for kind, number, payload in reader.feed(piece)]
    except frames.BadFrame as error:
        return str(error)


def fields(payload):
    try:
        return texts(frames.unpack_fields(payload))
    except frames.BadFrame as error:
        return str(error)


def noted(head):
    request = head.request()
    return {
        "parts": {name: value.decode("latin-1") for name, value in request.items() if isinstance(value, bytes)},
        "variables": {name: value.decode("latin-1") for name, value in request["variables"].items()},
        "headers": [texts(header) for header in request["headers"]],
        "hasBody": head.layout.has_body,
        "isHead": head.is_head,
    }


job = json.load(sys.stdin)
wire = bytes.fromhex(job["wire"])
heads = [Head(kind, bytes.fromhex(payload)) for kind, payload in job["requests"]]
json.dump(
    {
        "cut": [read([wire[:at], wire[at:]]) for at in range(len(wire) + 1)],
        "bytewise": read([wire[at : at + 1] for at in range(len(wire))]),
        "fields": [fields(bytes.fromhex(payload)) for payload in job["fields"]],
        "requests": [noted(head) for head in heads],
        "written": (
            frames.frame(frames.HEAD, 7, frames.pack_head(200, b"", [(b"X-A", b"\xe9"), (b"X-A", b"")]))
            + frames.pack_answer(9, frames.pack_head(404, b"Not Found", [(b"X-B", b"1")]), b"a\0body")
            + frames.pack_answer(10, frames.pack_head(204, None, []), b"")
            + frames.frame(frames.HEAD, 8, frames.pack_head(204, None, []))
            + frames.frame(frames.CHUNK, 0xFFFFFFFF, bytes(range(256)))
            + frames.frame(frames.END, 7)
            + frames.frame(frames.ROOM, 7, frames.u32.pack(131072))
        ).hex(),
        "tooLong": read([frames.prefix.pack(frames.LONGEST + 1, frames.BODY, 1)]),
    },
    sys.stdout,
)
