"""Requests of an application that blocks: what is heard of them, and how one is answered. Who does which, and when, is left to who extends it."""

import os
from collections import deque

from . import frames, log
from .call import conventions
from .faults import Disconnected
from .head import Head
from .job import Job


class Answering:
    def __init__(self, plan, application, threads, link, changed):
        """`changed` is a condition that is told of all that comes for a request that is under way."""
        self.plan = plan
        self.application = application
        self.link = link
        self.make = conventions[plan.declaration["convention"]]
        self.count = threads
        self.changed = changed
        self.jobs = {}
        #: What was heard, and is not begun.
        self.inbox = deque()
        self.stopping = False

    def answer(self, job):
        number = job.number
        token = log.request.set(number)
        try:
            if job.channel.gone:
                job.channel.error(Disconnected())
            else:
                self.link.begun(number)
                self.make(self.plan, job.head.is_head, job.channel, job.stream).run(self.application, job.head)
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
            del self.jobs[job.number]
            # The last first, since each goes before those that wait there.
            self.link.put(frames.frame(frames.BACK, job.number))
        self.link.flush()

    # ---- what the engine says

    def hear_more(self):
        for kind, number, payload in self.link.receive():
            self.hear(kind, number, payload)

    def hear(self, kind, number, payload):
        if kind == frames.REQUEST or kind == frames.ANY_REQUEST:
            self.jobs[number] = job = Job(number, Head(kind, payload), self.link, self.changed)
            self.inbox.append(job)
            return
        if kind == frames.STOP:
            self.stop()
            return
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
