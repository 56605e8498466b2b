"""What the application and the interpreter say, to the engine's log, with the number of the request that it belongs to."""

import contextvars
import io
import os
import traceback

here = os.path.dirname(os.path.abspath(__file__))

#: The request that this thread or task answers; 0 where it answers none.
request = contextvars.ContextVar("request", default=0)


#: Those of this interpreter.
streams = []
#: Characters of a line that are kept until it ends.
LONGEST = 8192


class LogStream(io.TextIOBase):
    """In the place of sys.stderr and sys.stdout. Lines of different requests do not mix."""

    encoding = "utf-8"
    errors = "backslashreplace"
    #: Here, because a stream may be flushed by its finalizer, when the module has lost its names.
    number = request.get

    def __init__(self, log, replaced):
        self.log = log
        self.pending = {}
        streams.append(self)
        # What goes past us is heard too, without a number.
        self.buffer = replaced.buffer
        self.fileno = replaced.fileno
        self.name = replaced.name

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("is %s, not str" % type(text).__name__)
        number = self.number()
        lines, rest = whole_lines(self.pending.pop(number, "") + text)
        if rest:
            self.pending[number] = rest
        if lines:
            self.log(number, lines)
        return len(text)

    def reconfigure(self, **_):
        """Lines go to the log as they end, whatever a program likes better."""

    def flush(self):
        text = self.pending.pop(self.number(), "")
        if text:
            self.log(self.number(), text)


def whole_lines(text):
    """What can be logged, and the beginning of a line that has not ended."""
    end = text.rfind("\n") + 1
    if len(text) - end > LONGEST:
        end = len(text)
    return text[:end], text[end:]


def flush():
    """What a request that is over has said, and no line feed after it."""
    for stream in streams:
        if stream.pending:
            stream.flush()


#: Exceptions of a chain that are told. One that is longer than Python's stack could not be.
MOST = 50


def trace_of(error):
    """The traceback without the frames of this runtime, which say nothing about the application."""
    shorten(error)
    told = traceback.TracebackException.from_exception(error)
    forget(told)
    return "".join(told.format())


def shorten(error):
    """Its chain, itself: an older Python cannot look at one that is too long."""
    for _ in range(MOST):
        earlier = error.__context__ if error.__cause__ is None else error.__cause__
        if earlier is None:
            return
        error = earlier
    error.__cause__ = error.__context__ = None


def forget(told):
    told.stack = traceback.StackSummary.from_list([entry for entry in told.stack if os.path.dirname(entry.filename) != here])
    for earlier in (told.__cause__, told.__context__):
        if earlier is not None:
            forget(earlier)
    # What happened in this runtime alone is told by what it became.
    if told.__cause__ is not None and not told.__cause__.stack:
        told.__cause__ = None
        told.__suppress_context__ = True
