"""One interpreter of an engine: connects, is told what to run, loads it, and answers until it is told to stop."""

import json
import os
import sys
import threading
from collections import deque

from . import frames
from .call_asgi import NotAwaitable, StartupFailed
from .faults import Fault
from .forked import leave_to_the_parent
from .load import LoadFailed, load
from .log import LogStream, trace_of
from .looped import Looped
from .plan import Plan
from .threaded import Threaded


class Link:
    """The stream to the engine. Ends the process when the engine has gone."""

    def __init__(self, connection):
        self.socket = connection
        self.reader = frames.Reader()
        self.lock = threading.RLock()
        self.sending = False
        #: True in what the application has forked.
        self.is_forked = False
        self.write = self.socket.sendall
        self.out = deque()
        #: Bytes that are received at a time.
        self.most = frames.PIECE
        #: About so many bytes are put, and not sent.
        self.waiting = 0
        #: An event loop's way to call something when it has done what it can do now.
        self.soon = None

    def put(self, wire):
        """Sent with what follows, by the next flush."""
        self.out.append(wire)
        self.waiting += len(wire)

    def put_soon(self, wire):
        if not self.out:
            self.soon(self.flush)
        self.put(wire)

    def flush(self):
        if not self.out:
            return
        with self.lock:
            # A finalizer, or what handles a signal, says something in the middle of this: it is sent by the loop below.
            if self.sending:
                return
            self.sending = True
            try:
                while self.out:
                    self.write(self.taken())
            except OSError:
                # The engine has gone, and nobody is left to tell.
                os._exit(0)
            finally:
                self.sending = False

    def taken(self):
        wires = []
        self.waiting = 0
        while self.out:
            wires.append(self.out.popleft())
        return b"".join(wires)

    def send(self, wire):
        self.put(wire)
        self.flush()

    def hurry(self):
        """What was put must not wait for what the application does next."""
        self.flush()

    def begun(self, number):
        """A request is begun: it may not be asked of another interpreter any more."""

    def receive(self):
        wire = self.socket.recv(self.most)
        if not wire:
            os._exit(0)
        # Where much comes at a time, there is a body; else so much memory would be taken for nothing.
        self.most = frames.WINDOW if len(wire) >= frames.PIECE else frames.PIECE
        return self.reader.feed(wire)

    def log(self, number, text):
        self.send(frames.log_frames(number, text))

    def ready(self):
        version = "%d.%d.%d" % sys.version_info[:3]
        self.send(frames.frame(frames.READY, 0, frames.pack_fields([version.encode("ascii")])))

    def failed(self, message, trace=None, misfit=False):
        fields = [text if text is None else text.encode("utf-8", "backslashreplace") for text in (message, trace, "misfit" if misfit else None)]
        self.send(frames.frame(frames.FAILED, 0, frames.pack_fields(fields)))


def main(path, lifeline, begun=None):
    from . import joining, signals  # not every Python has what they need

    signals.leave_to_the_engine()
    lifeline = int(lifeline)
    link = Link(joining.joined(path, lifeline))
    leave_to_the_parent(link, lifeline)
    signals.end_with(lifeline)
    if begun is not None:
        from .begun import Begun

        link.begun = Begun(int(begun)).add
        # What the application starts has no part in it.
        os.close(int(begun))
    run(link, serve)


def run(link, serve):
    sys.stdout, sys.stderr = streams = LogStream(link.log, sys.stdout), LogStream(link.log, sys.stderr)
    config = configuration(link)
    try:
        serve(config, link)
    except LoadFailed as error:
        link.failed(str(error), error.trace, error.misfit)
    except StartupFailed as error:
        link.failed("%s: %s" % (config["app"], error), misfit=isinstance(error, NotAwaitable))
    except Exception as error:
        link.failed("%s: the worker failed with %s" % (config["app"], error), trace_of(error))
    for stream in streams:
        stream.flush()
        # For what is registered with atexit: nobody hears the link any more.
        stream.log = say


def say(_, text):
    os.write(2, text.encode("utf-8", "backslashreplace"))


def configuration(link):
    """The first frame. The engine sends no other before it has heard that this one is ready."""
    while True:
        for _, _, payload in link.receive():
            return json.loads(payload)


def serve(config, link, threaded=Threaded, looped=Looped):
    plan = Plan(config)
    Fault.model = plan.declaration["id"]
    application = load(config["app"], config["pythonPath"], plan.declaration["convention"], plan.parameters)
    if plan.declaration["convention"] == "asgi":
        looped(plan, application, link).run(link.ready)
        return
    link.ready()
    threaded(plan, application, config["threads"], link).run()
