"""An interpreter whose applications block: one thread hears the engine, the others answer."""

import os
import queue
import threading

from . import frames, log
from .answer import content_length
from .call import conventions
from .channel import Channel, Meter, pieces
from .faults import Disconnected, Fault
from .streams import Input


class ThreadChannel(Channel):
    """Waits, in the application's thread, while the client has enough."""

    def __init__(self, number, send):
        super().__init__(number, send)
        self.changed = threading.Condition()

    def chunk(self, wire, hold):
        for piece in pieces(wire):
            with self.changed:
                if self.room <= 0:
                    self.flush()
                while self.room <= 0 and not self.gone:
                    self.changed.wait()
                self.keep(piece)
        if not hold:
            self.flush()

    def add_room(self, count):
        with self.changed:
            self.room += count
            self.changed.notify_all()

    def cancel(self):
        with self.changed:
            self.gone = True
            self.changed.notify_all()


class Job:
    """One request that is here."""

    def __init__(self, number, payload, send):
        self.request, has_body = frames.unpack_request(payload)
        self.channel = ThreadChannel(number, send)
        self.stream = Input(length_of(self.request) if has_body else 0, Meter(self.channel.taken).add)


def length_of(request):
    try:
        return content_length(request["headers"])
    except Fault:  # a gateway lets none pass that lies; where there is no length, the body's own end counts
        return None


class Threaded:
    def __init__(self, plan, application, threads, link):
        self.plan = plan
        self.application = application
        self.link = link
        self.jobs = {}
        self.waiting = queue.SimpleQueue()
        self.make = conventions[plan.declaration["convention"]]
        self.threads = [threading.Thread(target=self.work, name="request-%d" % i, daemon=True) for i in range(threads)]

    def run(self):
        for thread in self.threads:
            thread.start()
        while True:
            for kind, number, payload in self.link.receive():
                if kind == frames.STOP:
                    self.stop()
                    return
                self.hear(kind, number, payload)

    def hear(self, kind, number, payload):
        if kind == frames.REQUEST:
            self.jobs[number] = job = Job(number, payload, self.link.send)
            self.waiting.put(job)
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

    def work(self):
        for job in iter(self.waiting.get, None):
            number = job.channel.number
            token = log.request.set(number)
            try:
                self.make(self.plan, job.request["method"], job.channel, job.stream).run(self.application, job.request)
            except OSError as error:
                # The engine has gone, and nobody is left to tell.
                if isinstance(error, Disconnected):
                    raise
                os._exit(0)
            finally:
                log.request.reset(token)
                del self.jobs[number]

    def stop(self):
        for _ in self.threads:
            self.waiting.put(None)
        for thread in self.threads:
            thread.join()
