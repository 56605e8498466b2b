"""One request that an application answers in a thread of its own, or in the only one that there is."""

from . import frames
from .answer import content_length, is_length
from .channel import Channel, Meter, pieces
from .faults import Fault
from .streams import Input


class BlockingChannel(Channel):
    """Waits, in the application's thread, while the client has enough."""

    def __init__(self, number, link, changed):
        super().__init__(number, link.put)
        self.link = link
        self.changed = changed

    def flush(self):
        super().flush()
        self.link.hurry()

    def log(self, text):
        super().log(text)
        self.link.flush()

    def taken(self, count):
        super().taken(count)
        self.link.hurry()

    def chunk(self, wire, hold):
        if hold and self.sent < self.room and len(wire) <= frames.PIECE:
            self.keep(wire)
            return
        for piece in pieces(wire):
            if self.sent >= self.room:
                self.flush()
                with self.changed:
                    while self.sent >= self.room and not self.gone:
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

    __slots__ = ("number", "head", "channel", "stream")

    def __init__(self, number, head, link, changed):
        self.number = number
        self.head = head
        self.channel = BlockingChannel(number, link, changed)
        self.stream = Input(length_of(head), changed, Meter(self.channel.taken)) if head.layout.has_body else Input(0, changed)


def length_of(head):
    try:
        return content_length([value for name, value in head.request()["headers"] if is_length(name)])
    except Fault:  # a gateway lets none pass that lies; where there is no length, the body's own end counts
        return None
