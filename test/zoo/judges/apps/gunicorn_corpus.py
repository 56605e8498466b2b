"""gunicorn's own messages, tests/requests of its source distribution, with what it reads of each, or the error that it refuses it with, as JSON."""

import json
import os
import sys

tests = os.path.join(sys.argv[1], "tests")
sys.path.insert(0, tests)
sys.dont_write_bytecode = True

import treq  # noqa: E402
from gunicorn.config import Config  # noqa: E402


def requests_of(fname, expected):
    return [
        {
            "method": one["method"],
            "target": one["uri"]["raw"],
            "protocol": "HTTP/%d.%d" % one["version"],
            "headers": one["headers"],
            "body": as_bytes(one.get("body", b"")).hex(),
        }
        for one in treq.request(fname, expected).expect
    ]


def as_bytes(body):
    return body.encode("latin-1") if isinstance(body, str) else body


def told(config):
    """Options that are set for this message."""
    usual = Config()
    return sorted(name for name in usual.settings if name != "http_parser" and repr(config.settings[name].get()) != repr(usual.settings[name].get()))


messages = []
for kind in ("valid", "invalid"):
    folder = os.path.join(tests, "requests", kind)
    for name in sorted(file[:-5] for file in os.listdir(folder) if file.endswith(".http")):
        path = os.path.join(folder, name)
        loaded = treq.load_py(path + ".py")
        message = {"name": "%s/%s" % (kind, name), "options": told(loaded["cfg"])}
        if kind == "valid":
            message.update(wire=treq.request(path + ".http", loaded["request"]).data.hex(), requests=requests_of(path + ".http", loaded["request"]))
        else:
            message.update(wire=treq.badrequest(path + ".http").data.hex(), refused=loaded["request"].__name__)
        messages.append(message)
json.dump(messages, sys.stdout)
