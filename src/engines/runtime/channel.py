"""One request's way back to the engine: frames of its response, as many as the client has room for."""

from . import frames
from .faults import Disconnected, Fault
from .forked import end
from .frames import pack_answer, pack_fields
from .log import trace_of

#: With as much of a body as may be kept, this fits into a frame.
LONGEST_HEAD = frames.LONGEST // 2
#: What a client is told of a request that is refused; all else is the application's fault.
REFUSED = {"UNDECODABLE": b"400"}


class Channel:
    """Knows no threads: `send(wire)` may be called from any, and waiting for what has `changed` is left to who extends it."""

    __slots__ = ("number", "link", "send", "changed", "begun", "kept_head", "kept", "sent", "room", "due", "gone")

    def __init__(self, number, link, send, changed):
        self.number = number
        self.link = link
        self.send = send
        self.changed = changed
        self.begun = self.gone = False
        self.kept_head = b""
        self.kept = []
        #: Bytes of body that were kept, and that may be: of one thread each, since neither is counted under a lock.
        self.sent = 0
        self.room = self.due = frames.WINDOW

    def frame(self, kind, payload=b""):
        return frames.frame(kind, self.number, payload)

    def head(self, strings):
        """Kept until there is more, so that an application that fails before its first byte can still be a 500."""
        if len(strings) > LONGEST_HEAD:
            raise Fault("BAD_HEADER", "is of %d bytes together" % len(strings), "headers")
        self.kept_head = strings

    def flush(self):
        """What is kept, as one frame. Where there is much of it, that is due."""
        wires = []
        if not self.begun and self.kept_head:
            self.begun = True
            wires.append(self.frame(frames.HEAD, self.kept_head))
        if self.kept:
            wires.append(frames.prefix.pack(sum(map(len, self.kept)), frames.CHUNK, self.number))
            wires += self.kept
            self.kept = []
        if wires:
            self.send(b"".join(wires))

    def keep(self, piece):
        if self.gone:
            raise Disconnected()
        self.sent += len(piece)
        self.kept.append(piece)

    def more(self):
        """What was kept is sent, and there is room again."""
        self.due = min(self.room, self.sent + frames.WINDOW)

    def end(self):
        if self.begun:
            self.flush()
            self.send(self.frame(frames.END))
        else:
            self.begun = True
            self.send(pack_answer(self.number, self.kept_head, b"".join(self.kept)))

    def error(self, error):
        """A head that is still kept is never sent: the client gets another. A chunk that was taken is sent, whatever comes after it."""
        code = error.code if isinstance(error, Fault) else None
        ends = self.link.is_forked and isinstance(error, SystemExit)
        if not (ends or isinstance(error, Disconnected) or code in REFUSED):
            self.report(error)
        if self.link.is_forked:
            end(error)
        if self.kept:
            self.flush()
        self.send(self.frame(frames.ERROR, pack_fields([code and code.encode("ascii"), REFUSED.get(code, b"500")])))

    def report(self, error):
        self.log(trace_of(error))

    def log(self, text):
        self.send(frames.log_frames(self.number, text))

    def taken(self, count):
        self.send(self.frame(frames.ROOM, frames.u32.pack(count)))


class Meter:
    """Says of a body what was read of it, but not each time."""

    def __init__(self, tell):
        self.tell = tell
        self.count = 0

    def ask(self):
        """It is wanted: until then, none of it has to be sent."""
        self.tell(0)

    def __call__(self, count):
        self.count += count
        if self.count >= frames.WINDOW // 2:
            count, self.count = self.count, 0
            self.tell(count)


def pieces(wire):
    if len(wire) <= frames.PIECE:
        return (wire,)
    whole = memoryview(wire)
    return (whole[at : at + frames.PIECE] for at in range(0, len(wire), frames.PIECE))
