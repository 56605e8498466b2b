"""What Python makes of requests and answers, for comparison with what the transcoder made of them. JSON in, JSON out."""

import json
import sys

from strings import Refusal, decode, denote, encode_any, note, note_environ, read_environ, utf16_offset, write_environ


def request_of(data):
    request = {name: bytes.fromhex(value) if isinstance(value, str) else value for name, value in data.items()}
    request["headers"] = [[bytes.fromhex(name), bytes.fromhex(value)] for name, value in data["headers"]]
    request["variables"] = {name: bytes.fromhex(value) for name, value in data["variables"].items()}
    return request


def present(declaration, data):
    """One request as the model presents it, and as an application of the model hands it on."""
    try:
        environ = write_environ(declaration, request_of(data))
    except Refusal as refusal:
        return {"refused": refusal.key, "offset": refusal.offset}
    slots, headers, variables = read_environ(declaration, environ)
    handed_on = {name: value.hex() for name, value in slots.items()}
    handed_on["variables"] = {name: value.hex() for name, value in variables.items()}
    handed_on["headers"] = [[name.hex(), value.hex()] for name, value in headers]
    return {"environ": note_environ(environ), "handedOn": handed_on}


def answer(specs, value):
    """One value of an answer on the wire."""
    try:
        return {"wire": encode_any(specs, denote(value)).hex()}
    except UnicodeEncodeError as error:
        return {"refused": "UNENCODABLE", "offset": utf16_offset(error)}
    except TypeError:
        return {"refused": "WRONG_TYPE", "offset": None}


def first_type(specs, wire):
    """Wire bytes in the first type that the model accepts."""
    return note(decode(specs[0], bytes.fromhex(wire)))


def confirm(text):
    job = json.loads(text)
    declaration = job["declaration"]
    accepts = declaration["response"]
    return json.dumps(
        {
            "requests": [present(declaration, data) for data in job["requests"]],
            "answers": [answer(accepts[item["place"]], item["value"]) for item in job["answers"]],
            "wires": [first_type(accepts[item["place"]], item["wire"]) for item in job["wires"]],
        }
    )


def call(text):
    """Runs an application's source, calls it by the convention, and notes what it answered."""
    job = json.loads(text)
    declaration = job["declaration"]
    scope = {}
    exec(compile(job["source"], "<application>", "exec"), scope)  # the claim's own source text
    environ = write_environ(declaration, request_of(job["request"]))
    try:
        status, headers, body = conventions[declaration["convention"]](scope[job["name"]], environ)
    except Exception as error:  # an application's failure is a finding, whatever it is
        return json.dumps({"exception": "%s: %s" % (type(error).__name__, error)})
    return json.dumps({"status": note(status), "headers": [[note(name), note(value)] for name, value in headers], "body": [note(chunk) for chunk in body]})


def call_start_response(application, environ):
    head = []

    def start_response(status, headers, exc_info=None):
        head[:] = [status, headers]
        return lambda data: None

    body = list(application(environ, start_response))
    return head[0], head[1], body


def call_triple(application, environ):
    status, headers, body = application(environ)
    return status, headers, list(body)


def call_asgi(application, scope):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    coroutine = application(scope, receive, send)
    try:
        while True:
            coroutine.send(None)
    except StopIteration:
        pass
    return sent[0]["status"], sent[0]["headers"], [message["body"] for message in sent[1:]]


conventions = {"start_response": call_start_response, "triple": call_triple, "asgi": call_asgi}
version = "%d.%d.%d" % sys.version_info[:3]
