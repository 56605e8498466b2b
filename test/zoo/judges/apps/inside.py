"""Runs test cases inside of the process that is tested: they put the applications that they are about in the place of `server.application`.

A request for `/the-judge/MODULE` runs `run(server)` of that module of this folder, which connects to the server as a client, and gives its
outcomes by case: "ok", or a traceback. Every other request is the application's.
"""

import importlib
import json
import traceback
import unittest

door = "/the-judge/"


class Server:
    def __init__(self):
        self.application = None
        self.port = None

    def __call__(self, environ, start_response):
        if not environ["PATH_INFO"].startswith(door):
            return self.application(environ, start_response)
        self.port = int(environ["SERVER_PORT"])
        try:
            found = importlib.import_module(environ["PATH_INFO"][len(door) :]).run(self)
        except BaseException:
            found = {"the judge": traceback.format_exc()}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(found).encode("ascii")]


class Outcomes(unittest.TestResult):
    """By case, without the name of its module."""

    def __init__(self, *_, **__):
        super().__init__()
        self.found = {}

    def note(self, case, outcome):
        name = ".".join(case.id().split(".")[-2:])
        if self.found.get(name, "ok") == "ok":
            self.found[name] = outcome

    def addSuccess(self, case):
        self.note(case, "ok")

    def addError(self, case, error):
        self.note(case, "".join(traceback.format_exception(*error)))

    addFailure = addError

    def addSubTest(self, case, subtest, error):
        if error is not None:
            self.addError(case, error)

    def addSkip(self, case, reason):
        self.note(case, "skipped: %s" % reason)


application = Server()
