"""What an application forks is no interpreter: it says what it has for the log, and ends where its call does."""

import os
import threading

from . import frames


def leave_to_the_parent(link, lifeline):
    """The stream, and all that is about to be sent. A child that read requests from it, or answered any, would do so in the place of the parent."""

    def leave():
        link.is_forked = True
        link.out.clear()
        # Another thread may have been sending, which is not there any more.
        link.lock, link.sending = threading.RLock(), False
        link.write = link.send = say
        link.socket.close()
        os.close(lifeline)

    os.register_at_fork(after_in_child=leave)


def end(error):
    """As Python ends a program: with what sys.exit() was given, or 1."""
    if not isinstance(error, SystemExit):
        os._exit(1)
    code = error.code
    if code is not None and not isinstance(code, int):
        os.write(2, ("%s\n" % (code,)).encode("utf-8", "backslashreplace"))
        code = 1
    os._exit((code or 0) & 0xFF)


def say(wire):
    """To standard error, without a number. Whoever has anything else to send has come to the end of its call."""
    for kind, _, payload in frames.Reader().feed(wire):
        if kind != frames.LOG:
            os._exit(0)
        os.write(2, payload)
