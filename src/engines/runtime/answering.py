"""Requests of an application that blocks: what is heard of them, and how one is answered. Who does which, and when, is left to who extends it."""

import os
from collections import deque

from . import frames, log
from .answer import content_length, length_in
from .blocking import BlockingChannel
from .call import conventions
from .channel import Meter
from .faults import Disconnected, Fault
from .head import Head
from .streams import Input


class Answering:
    def __init__(self, plan, application, threads, link, changed):
        """`changed` is a condition that is told of all that comes for a request that is under way."""
        self.plan = plan
        self.application = application
        self.link = link
        self.make = conventions[plan.declaration["convention"]]
        self.count = threads
        self.changed = changed
        #: The calls of requests that are here, by number.
        self.jobs = {}
        #: What was heard, and is not begun.
        self.inbox = deque()
        self.stopping = False

    def answer(self, job):
        channel = job.channel
        number = channel.number
        token = log.request.set(number)
        try:
            if channel.gone:
                channel.error(Disconnected())
            else:
                self.link.begun(number)
                job.run(self.application)
        finally:
            if self.link.is_forked:
                os._exit(0)
            log.flush()
            log.request.reset(token)
            del self.jobs[number]

    def inbox_job(self):
        try:
            return self.inbox.popleft()
        except IndexError:
            return None

    def give_back(self):
        """While each thread has a call, what waits may be answered elsewhere."""
        if len(self.jobs) - len(self.inbox) < self.count:
            return
        while self.inbox:
            try:
                job = self.inbox.pop()
            except IndexError:
                break
            del self.jobs[job.channel.number]
            # The last first, since each goes before those that wait there.
            self.link.put(frames.frame(frames.BACK, job.channel.number))
        self.link.flush()

    # ---- what the engine says

    def hear_more(self):
        for kind, number, payload in self.link.receive():
            if kind == frames.REQUEST or kind == frames.ANY_REQUEST:
                self.begin(kind, number, payload)
            elif kind == frames.STOP:
                self.stop()
            else:
                self.hear(kind, number, payload)

    def begin(self, kind, number, payload):
        link, changed, head = self.link, self.changed, Head(kind, payload)
        channel = BlockingChannel(number, link, link.put, changed)
        stream = Input(length_of(head), changed, Meter(channel.taken)) if head.layout.has_body else Input(0, changed)
        self.jobs[number] = job = self.make(self.plan, head, channel, stream)
        self.inbox.append(job)

    def hear(self, kind, number, payload):
        job = self.jobs.get(number)
        if job is None:
            return
        if kind == frames.BODY:
            job.stream.feed(payload)
        elif kind == frames.BODY_END:
            job.stream.end()
        elif kind == frames.ROOM:
            job.channel.add_room(frames.u32.unpack(payload)[0])
        else:
            job.stream.break_off()
            if kind == frames.CANCEL:
                job.channel.cancel()

    def stop(self):
        """The engine waits for no answer any more."""
        self.stopping = True


def length_of(head):
    """Of a request's body; None where nothing says it."""
    lengths = [length for name, value in head.request()["headers"] for length in length_in(name, value)]
    try:
        return content_length(lengths) if lengths else None
    except Fault:  # a gateway lets none pass that lies; where there is no length, the body's own end counts
        return None
