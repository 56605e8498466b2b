"""Calls an application by ASGI 3 on an event loop: its requests, and its lifespan.

`channel` is as in `call`, but its chunk() is awaited; `stream` has receive(), which gives (chunk, more) or raises
Disconnected, and finished(), which waits for the client to go or the response to end.
"""

import asyncio
import inspect

from .answer import wire_of
from .faults import Disconnected, Fault
from .outgoing import Outgoing


class AsgiCall(Outgoing):
    """One http scope."""

    __slots__ = ("received",)

    async def run(self, application, state):
        """Answers the request: the channel gets exactly one end() or error(), and what fails afterwards is only reported."""
        self.received = False
        try:
            scope = self.plan.environ(self.request)
            if state:
                scope["state"] = dict(state)
            await application(scope, self.receive, self.send)
            self.state = self.state["return"]
        except BaseException as error:  # a worker outlives whatever its application throws
            if error is self.broken:
                return
            if self.state.name == "ended":
                self.channel.report(error)
            else:
                self.channel.error(error)
            self.state = self.plan.states["ended"]
        else:
            # The client has gone, and the application has seen to it.
            if self.state.name == "gone":
                self.channel.error(Disconnected())
        finally:
            self.stream.close()

    def leave(self):
        """The client has gone away."""
        if self.state.name != "ended":
            self.state = self.state["http.disconnect"]

    async def receive(self):
        self.state = self.state["receive"]
        if not self.received and self.state.name not in ("gone", "ended"):
            try:
                chunk, more = await self.stream.receive()
            except Disconnected:
                return {"type": "http.disconnect"}
            self.received = not more
            return {"type": "http.request", "body": chunk, "more_body": more}
        if self.state.name not in ("gone", "ended"):
            await self.stream.finished()
        return {"type": "http.disconnect"}

    async def send(self, message):
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "http.response.start":
            self.start(message)
        elif kind == "http.response.body":
            await self.body(message)
        else:
            self.state = self.state["http.response.trailers" if kind == "http.response.trailers" else "another message"]

    def start(self, message):
        """A message that is refused changes nothing: the application may send another."""
        if message.get("trailers"):
            self.state = self.state["http.response.trailers"]
        before = self.status, self.head, self.left
        try:
            headers = message.get("headers", ())
            if isinstance(headers, (str, bytes)) or not hasattr(headers, "__iter__"):
                raise Fault("WRONG_TYPE", "is %s, not an iterable of pairs" % type(headers).__name__, "headers")
            # Framing is the server's (ASGI, Response Start).
            self.read_head(message.get("status"), [pair for pair in headers if not is_framing(pair)])
            self.state = self.state["http.response.start"]
        except Fault:
            self.status, self.head, self.left = before
            raise

    async def body(self, message):
        more = bool(message.get("more_body", False))
        chunk = message.get("body", b"")
        if type(chunk) is not bytes:
            chunk = wire_of(self.plan.response["body"], chunk, "body")
        first = self.state.name == "started"
        self.state = self.state["http.response.body" if more else "the last http.response.body"]
        if first:
            self.begin()
        kept = self.keep(chunk)
        if not more and self.broken is None:
            self.check_last(len(kept))
        if kept:
            await self.chunk(kept, hold=not more and self.broken is None)
        if self.broken is not None:
            self.state = self.plan.states["ended"]
            self.channel.error(self.broken)
            raise self.broken
        if more:
            self.channel.flush()
            return
        self.channel.end()
        self.stream.close()

    async def chunk(self, wire, hold):
        """What is left in the middle, since the client has gone or the application waits no longer, breaks the body off."""
        try:
            await self.channel.chunk(wire, hold)
        except BaseException as error:
            if self.state.name != "gone":
                self.broken = error
                self.state = self.plan.states["ended"]
                self.channel.error(error)
            raise

    def check_last(self, last):
        try:
            self.check_length()
        except Fault as fault:
            self.broken = fault


def is_framing(pair):
    return isinstance(pair, (tuple, list)) and len(pair) == 2 and isinstance(pair[0], bytes) and pair[0].lower() == b"transfer-encoding"


class StartupFailed(Exception):
    """The application says that it cannot be started."""


class NotAwaitable(StartupFailed):
    """What it returns is nothing to wait for: it was written for another convention."""


class Lifespan:
    """Startup before the first request, shutdown after the last (ASGI, Lifespan Protocol)."""

    def __init__(self, application, version, report):
        """`report(error)` is told of what it throws once it has started."""
        self.report = report
        self.told = asyncio.Queue()
        self.sent = asyncio.Queue()
        self.state = {}
        self.returned = None
        scope = {"type": "lifespan", "asgi": {"version": version, "spec_version": "2.0"}, "state": self.state}
        self.task = asyncio.ensure_future(self.call(application, scope))

    async def call(self, application, scope):
        answer = application(scope, self.told.get, self.send)
        if inspect.isawaitable(answer):
            await answer
        else:
            self.returned = "returned %s for a lifespan scope, which cannot be awaited: it is no ASGI application" % type(answer).__name__

    async def send(self, message):
        kind = message.get("type")
        if kind not in ("lifespan.startup.complete", "lifespan.startup.failed", "lifespan.shutdown.complete", "lifespan.shutdown.failed"):
            raise Fault("BAD_MESSAGE", "is no lifespan message", str(kind))
        await self.sent.put(message)

    async def start(self):
        """An application that throws at a lifespan scope has none. @raise StartupFailed"""
        message = await self.ask("lifespan.startup")
        if self.returned is not None:
            raise NotAwaitable(self.returned)
        if message is not None and message["type"] == "lifespan.startup.failed":
            raise StartupFailed(message.get("message") or "its lifespan startup failed")
        if message is not None:
            self.task.add_done_callback(self.ended)

    def ended(self, task):
        if not task.cancelled() and task.exception() is not None:
            self.report(task.exception())

    async def stop(self):
        """@raise StartupFailed"""
        if self.task.done():
            return
        message = await self.ask("lifespan.shutdown")
        if message is not None and message["type"] == "lifespan.shutdown.failed":
            raise StartupFailed(message.get("message") or "its lifespan shutdown failed")

    async def ask(self, kind):
        await self.told.put({"type": kind})
        answer = asyncio.ensure_future(self.sent.get())
        await asyncio.wait({answer, self.task}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        answer.cancel()
        # What it threw instead of an answer says that it knows no lifespan.
        return None
