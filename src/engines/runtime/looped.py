"""An interpreter whose applications wait on an event loop: one loop answers every request that is here."""

import asyncio
import os
import threading
from collections import deque

from . import frames, log
from .call_asgi import AsgiCall, Lifespan, StartupFailed
from .channel import Channel, Meter, pieces
from .faults import Disconnected
from .head import Head
from .log import trace_of


class LoopChannel(Channel):
    """Waits, without stopping the loop, while the client has enough."""

    __slots__ = ()

    def flush(self):
        super().flush()
        self.link.flush()

    async def chunk(self, wire, hold):
        for piece in pieces(wire):
            if self.sent >= self.due:
                self.flush()
                while self.sent >= self.room and not self.gone:
                    self.changed.clear()
                    await self.changed.wait()
                self.more()
            self.keep(piece)
        if not hold:
            self.flush()

    def add_room(self, count):
        self.room += count
        self.changed.set()

    def cancel(self):
        self.gone = True
        self.changed.set()


class Stream:
    """A request body as messages."""

    def __init__(self, has_body, taken):
        self.chunks = deque()
        self.ended = not has_body
        self.over = False
        self.taken = taken
        self.asked = False
        self.changed = asyncio.Event()

    def feed(self, chunk):
        self.chunks.append(chunk)
        self.changed.set()

    def end(self):
        self.ended = True
        self.changed.set()

    def close(self):
        """The response has ended, or the client has gone."""
        self.over = True
        self.changed.set()

    async def receive(self):
        if not (self.asked or self.chunks or self.ended or self.over):
            self.asked = True
            self.taken.ask()
        while not (self.chunks or self.ended or self.over):
            await self.wait()
        if self.over:
            raise Disconnected()
        if not self.chunks:
            return b"", False
        chunk = self.chunks.popleft()
        self.taken(len(chunk))
        return chunk, bool(self.chunks) or not self.ended

    async def finished(self):
        while not self.over:
            await self.wait()

    async def wait(self):
        self.changed.clear()
        await self.changed.wait()


class Looped:
    def __init__(self, plan, application, link):
        self.plan = plan
        self.application = application
        self.link = link
        self.jobs = {}
        self.tasks = set()
        self.lifespan = None

    def run(self, ready):
        """@raise StartupFailed"""
        asyncio.run(self.main(ready))

    async def main(self, ready):
        self.lifespan = Lifespan(self.application, "3.0", lambda error: self.link.log(0, trace_of(error)))
        await self.lifespan.start()
        loop = asyncio.get_running_loop()
        stopped = asyncio.Queue()
        hearing = Hearing(self, stopped)
        self.link.socket.setblocking(False)
        transport, _ = await loop.create_unix_connection(lambda: hearing, sock=self.link.socket)
        self.link.write = transport.write
        self.link.soon = loop.call_soon
        self.link.send = self.sender(loop)
        ready()
        await stopped.get()
        if self.tasks:
            await asyncio.wait(self.tasks)
        try:
            await self.lifespan.stop()
        except StartupFailed as error:
            self.link.log(0, "%s\n" % error)
        hearing.ending = True
        self.link.flush()
        transport.close()
        # Closed when all that was written is sent.
        await hearing.closed.wait()
        self.link.write = unheard
        del self.link.send

    def sender(self, loop):
        """What the application says, it may say in any thread; a transport is of the loop's alone."""
        link, own = self.link, threading.get_ident()

        def send(wire):
            link.put(wire)
            if threading.get_ident() == own:
                link.flush()
            else:
                loop.call_soon_threadsafe(link.flush)

        return send

    def hear(self, kind, number, payload):
        if kind == frames.REQUEST or kind == frames.ANY_REQUEST:
            self.begin(kind, number, payload)
            return
        job = self.jobs.get(number)
        if job is None:
            return
        call, channel, stream = job
        if kind == frames.BODY:
            stream.feed(payload)
        elif kind == frames.BODY_END:
            stream.end()
        elif kind == frames.ROOM:
            channel.add_room(frames.u32.unpack(payload)[0])
        else:
            stream.close()
            call.leave()
            if kind == frames.CANCEL:
                channel.cancel()

    def begin(self, kind, number, payload):
        head = Head(kind, payload)
        channel = LoopChannel(number, self.link, self.link.put_soon, asyncio.Event())
        stream = Stream(head.layout.has_body, Meter(channel.taken))
        call = AsgiCall(self.plan, head, channel, stream)
        self.jobs[number] = (call, channel, stream)
        task = asyncio.ensure_future(self.answer(number, call))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, number, call):
        log.request.set(number)
        self.link.begun(number)
        try:
            await call.run(self.application, self.lifespan.state)
        finally:
            if self.link.is_forked:
                os._exit(0)
            log.flush()
            del self.jobs[number]


def unheard(_):
    """What is said after the end."""


class Hearing(asyncio.Protocol):
    """What the engine says, on the loop."""

    def __init__(self, worker, stopped):
        self.worker = worker
        self.stopped = stopped
        self.reader = worker.link.reader
        self.ending = False
        self.closed = asyncio.Event()

    def data_received(self, data):
        for kind, number, payload in self.reader.feed(data):
            if kind == frames.STOP:
                self.stopped.put_nowait(None)
            else:
                self.worker.hear(kind, number, payload)

    def connection_lost(self, error):
        if not self.ending:
            # The engine has gone: nobody is left to answer.
            os._exit(0)
        self.closed.set()
