"""The way back of a request whose application blocks."""

from . import frames
from .channel import Channel, pieces


class BlockingChannel(Channel):
    """Waits, in the application's thread, while the client has enough."""

    __slots__ = ()

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
        if hold and self.sent < self.due and len(wire) <= frames.PIECE:
            self.keep(wire)
            return
        for piece in pieces(wire):
            if self.sent >= self.due:
                self.flush()
                with self.changed:
                    while self.sent >= self.room and not self.gone:
                        self.changed.wait()
                self.more()
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
