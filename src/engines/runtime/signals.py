"""Signals, in a process of the engine. Not every Python has what this needs."""

import fcntl
import os
import signal

#: A terminal and a service manager send these to every process of a server; the engine hears them too, and decides.
OF_A_GROUP = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


def leave_to_the_engine():
    """Handled, not ignored: what the application starts would ignore them too."""
    for number in OF_A_GROUP:
        signal.signal(number, lambda *_: None)
    os.register_at_fork(after_in_child=restore)


def restore():
    for number in OF_A_GROUP:
        signal.signal(number, signal.SIG_DFL)


def end_with(lifeline):
    """
    `lifeline` is a stream on which the engine says nothing. The kernel sends SIGIO when its other end is closed, however the engine ended,
    and on Linux that ends this process, whatever it is doing then.
    """
    os.set_inheritable(lifeline, False)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
