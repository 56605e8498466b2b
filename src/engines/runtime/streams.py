"""wsgi.input, wsgi.errors and wsgi.file_wrapper (PEP 3333, Input and Error Streams)."""

from collections import deque

from .faults import Disconnected, Fault
from .log import whole_lines


class Input:
    """A request body as it comes. Reading waits for the client, and ends where Content-Length says.

    `taken(count)` is told what was read, so that as much may follow, and `taken.ask()` that it is wanted at all. `changed` is a `threading.Condition`, which many may share.
    """

    asked = False
    broken = False
    closed = False
    #: What came and was not read: of the first part, from there on.
    parts = ()
    start = 0

    def __init__(self, length, changed, taken=None):
        self.changed = changed
        self.left = length
        self.taken = taken
        self.ended = length == 0

    # ---- the side that feeds it

    def feed(self, wire):
        with self.changed:
            if self.closed:
                return
            if self.left is not None:
                wire = wire[: self.left]
                self.left -= len(wire)
                self.ended = self.ended or self.left == 0
            if wire:
                self.parts = self.parts or deque()
                self.parts.append(wire)
            self.changed.notify_all()

    def end(self):
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def break_off(self):
        with self.changed:
            self.broken = True
            self.changed.notify_all()

    def close(self):
        self.closed = True
        if self.left == 0 and not self.parts:
            return
        with self.changed:
            self.parts = ()
            self.changed.notify_all()

    # ---- the application's side

    def read(self, size=-1):
        if size is None or size < 0:
            return b"".join(iter(lambda: self.some(65536), b""))
        parts, missing = [], size
        while missing > 0:
            part = self.some(missing)
            if not part:
                break
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def readline(self, size=-1):
        limit = float("inf") if size is None or size < 0 else size
        parts = []
        while limit > 0:
            part = self.some(65536 if limit > 65536 else limit, until_line_feed=True)
            if not part:
                break
            parts.append(part)
            limit -= len(part)
            if part.endswith(b"\n"):
                break
        return b"".join(parts)

    def readlines(self, hint=-1):
        lines, count = [], 0
        for line in self:
            lines.append(line)
            count += len(line)
            if hint is not None and 0 < hint <= count:
                break
        return lines

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def some(self, most, until_line_feed=False):
        """From one byte to `most`, as many as are there; none at the end."""
        if not (self.asked or self.parts or self.ended or self.closed):
            self.asked = True
            self.taken.ask()
        with self.changed:
            while not (self.parts or self.ended or self.broken or self.closed):
                self.changed.wait()
            if self.closed:
                raise Fault("INPUT_CLOSED", "is read after the response has ended", "input")
            if self.parts:
                part = self.cut(most, until_line_feed)
            elif self.broken and not self.ended:
                raise Disconnected()
            else:
                return b""
        self.taken(len(part))
        return part

    def cut(self, most, until_line_feed):
        """What comes next, out of the first part. All of that is not copied."""
        first, start = self.parts[0], self.start
        end = min(start + most, len(first))
        if until_line_feed:
            end = first.find(b"\n", start, end) + 1 or end
        if end < len(first):
            self.start = end
        else:
            self.start = 0
            self.parts.popleft()
        return first[start:end]


class Errors:
    """Text for the log, line by line. Bytes are taken too: where every string is bytes, an application has no other."""

    #: The beginning of a line.
    pending = ""

    def __init__(self, log):
        self.log = log

    def write(self, text):
        if isinstance(text, bytes):
            text = text.decode("latin-1")
        if not isinstance(text, str):
            raise TypeError("is %s, not str" % type(text).__name__)
        lines, self.pending = whole_lines(self.pending + text)
        if lines:
            self.log(lines)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        if self.pending:
            text, self.pending = self.pending, ""
            self.log(text)


class FileWrapper:
    """Blocks of a file-like object. Closing it closes the file."""

    def __init__(self, file, block_size=8192):
        self.file = file
        self.block_size = block_size

    def __iter__(self):
        return iter(lambda: self.file.read(self.block_size), b"")

    def close(self):
        close = getattr(self.file, "close", None)
        if close is not None:
            close()
