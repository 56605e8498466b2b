"""One request's way back to the engine: frames of its response, as many as the client has room for."""

from . import frames
from .faults import Disconnected, Fault
from .frames import pack_fields, pack_head
from .log import trace_of

#: What a client is told of a request that is refused; all else is the application's fault.
REFUSED = {"UNDECODABLE": b"400"}


class Channel:
    """Knows no threads: `send(wire)` may be called from any, and waiting is left to who extends it."""

    def __init__(self, number, send):
        self.number = number
        self.send = send
        self.kept = []
        self.room = frames.WINDOW
        self.gone = False

    def frame(self, kind, payload=b""):
        return frames.frame(kind, self.number, payload)

    def head(self, status, reason, headers):
        """Kept until there is more, so that an application that fails before its first byte can still be a 500."""
        self.kept.append(self.frame(frames.HEAD, pack_head(status, reason, headers)))

    def flush(self):
        if self.kept:
            wire, self.kept = b"".join(self.kept), []
            self.send(wire)

    def keep(self, piece):
        if self.gone:
            raise Disconnected()
        self.room -= len(piece)
        self.kept.append(self.frame(frames.CHUNK, piece))

    def end(self):
        self.kept.append(self.frame(frames.END))
        self.flush()

    def error(self, error):
        """A head that is still kept is never sent: the client gets another."""
        code = error.code if isinstance(error, Fault) else None
        if not isinstance(error, Disconnected) and code not in REFUSED:
            self.report(error)
        if self.kept_chunks():
            self.flush()
        self.kept = []
        self.send(self.frame(frames.ERROR, pack_fields([code and code.encode("ascii"), REFUSED.get(code, b"500")])))

    def kept_chunks(self):
        """A chunk that was taken is sent, whatever comes after it."""
        return len(self.kept) > 1 or bool(self.kept and self.kept[0][4] == frames.CHUNK)

    def report(self, error):
        self.log(trace_of(error))

    def log(self, text):
        self.send(self.frame(frames.LOG, text.encode("utf-8", "backslashreplace")))

    def taken(self, count):
        self.send(self.frame(frames.ROOM, frames.u32.pack(count)))


class Meter:
    """Says of a body what was read of it, but not each time."""

    def __init__(self, tell):
        self.tell = tell
        self.count = 0

    def add(self, count):
        self.count += count
        if self.count >= frames.WINDOW // 2:
            count, self.count = self.count, 0
            self.tell(count)


def pieces(wire):
    if len(wire) <= frames.PIECE:
        return (wire,)
    return [wire[at : at + frames.PIECE] for at in range(0, len(wire), frames.PIECE)]
