"""One interpreter of an engine: connects, is told what to run, loads it, and answers until it is told to stop."""

import json
import os
import signal
import socket
import sys
import threading

from . import frames
from .call_asgi import StartupFailed
from .load import LoadFailed, load
from .log import LogStream, trace_of
from .looped import Looped
from .plan import Plan
from .threaded import Threaded


class Link:
    """The stream to the engine. Ends the process when the engine has gone."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.reader = frames.Reader()
        self.lock = threading.Lock()
        self.write = self.socket.sendall

    def send(self, wire):
        with self.lock:
            self.write(wire)

    def receive(self):
        wire = self.socket.recv(262144)
        if not wire:
            os._exit(0)
        return self.reader.feed(wire)

    def log(self, number, text):
        self.send(frames.frame(frames.LOG, number, text.encode("utf-8", "backslashreplace")))

    def ready(self):
        version = "%d.%d.%d" % sys.version_info[:3]
        self.send(frames.frame(frames.READY, 0, frames.pack_fields([version.encode("ascii")])))

    def failed(self, message, trace=None):
        fields = [text if text is None else text.encode("utf-8", "backslashreplace") for text in (message, trace)]
        self.send(frames.frame(frames.FAILED, 0, frames.pack_fields(fields)))


def main(path):
    # A terminal sends these to the whole group; the engine hears them too, and decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    link = Link(path)
    sys.stdout = LogStream(link.log, sys.stdout)
    sys.stderr = LogStream(link.log, sys.stderr)
    config = configuration(link)
    try:
        serve(config, link)
    except LoadFailed as error:
        link.failed(str(error), error.trace)
    except StartupFailed as error:
        link.failed("%s: %s" % (config["app"], error))
    except Exception as error:
        link.failed("%s: the worker failed with %s" % (config["app"], error), trace_of(error))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def configuration(link):
    """The first frame; what comes with it waits in the reader."""
    while True:
        for _, _, payload in link.receive():
            return json.loads(payload)


def serve(config, link):
    plan = Plan(config)
    application = load(config["app"], config["pythonPath"], plan.declaration["convention"], plan.parameters)
    if plan.declaration["convention"] == "asgi":
        Looped(plan, application, link).run(link.ready)
        return
    link.ready()
    Threaded(plan, application, config["threads"], link).run()
