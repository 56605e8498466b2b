"""What the application and the interpreter say, to the engine's log, with the number of the request that it belongs to."""

import contextvars
import io
import os
import traceback

here = os.path.dirname(os.path.abspath(__file__))

#: The request that this thread or task answers; 0 where it answers none.
request = contextvars.ContextVar("request", default=0)


class LogStream(io.TextIOBase):
    """In the place of sys.stderr and sys.stdout. Lines of different requests do not mix."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, log, replaced):
        self.log = log
        self.pending = {}
        # What goes past us is heard too, without a number.
        self.buffer = replaced.buffer
        self.fileno = replaced.fileno

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("is %s, not str" % type(text).__name__)
        number = request.get()
        lines, feed, rest = (self.pending.pop(number, "") + text).rpartition("\n")
        if rest:
            self.pending[number] = rest
        if feed:
            self.log(number, lines + feed)
        return len(text)

    def flush(self):
        text = self.pending.pop(request.get(), "")
        if text:
            self.log(request.get(), text)


def trace_of(error):
    """The traceback without the frames of this runtime, which say nothing about the application."""
    told = traceback.TracebackException.from_exception(error)
    forget(told)
    return "".join(told.format())


def forget(told):
    told.stack = traceback.StackSummary.from_list([entry for entry in told.stack if os.path.dirname(entry.filename) != here])
    for earlier in (told.__cause__, told.__context__):
        if earlier is not None:
            forget(earlier)
    # What happened in this runtime alone is told by what it became.
    if told.__cause__ is not None and not told.__cause__.stack:
        told.__cause__ = None
        told.__suppress_context__ = True
