"""The entry of an interpreter that is no process: a thread of the engine calls `main`, and its functions stand for a socket.

No thread can be started here, so whoever waits hears the engine meanwhile.
"""

import atexit
import os
import sys
import time

from .alone import Alone
from .load import LoadFailed
from .ring_loop import LoopedOnRing, install
from .wheels import unpacked
from .worker import Link, run, serve

SIZE = 256 * 1024


class Connection:
    """What a socket is to a process. The other side moves bytes into one buffer, and out of the other.

    `receive(milliseconds)` waits until there is something, and gives the number of bytes; `send(count)` waits until there is room for
    them; `begin(number, count)` does too, and says that a request is begun; `wait(milliseconds)` does nothing else.
    """

    def __init__(self, connect):
        inbox, outbox = bytearray(SIZE), bytearray(SIZE)
        self.inbox, self.outbox = memoryview(inbox), memoryview(outbox)
        self.receive, self.send, self.begin, self.wait = connect(inbox, outbox)

    def setblocking(self, _):
        """Who waits says for how long."""

    def recv(self, _, milliseconds=float("inf")):
        return bytes(self.inbox[: self.receive(milliseconds)])

    def sendall(self, wire):
        self.send(self.put(wire))

    def put(self, wire):
        """Leaves what fits into the buffer there."""
        last = len(wire) - len(wire) % SIZE
        for at in range(0, last, SIZE):
            self.outbox[:] = wire[at : at + SIZE]
            self.send(SIZE)
        rest = wire[last:] if last else wire
        self.outbox[: len(rest)] = rest
        return len(rest)

    def sleep(self, seconds):
        """As `time.sleep`, which spins here."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.wait(1000 * seconds)


class EmbeddedLink(Link):
    def begun(self, number):
        """What was answered before is sent with it: nobody knows how long this one takes."""
        self.socket.begin(number, self.socket.put(self.taken()) if self.out else 0)

    def flush(self):
        if self.out:
            self.write(self.taken())

    def taken(self):
        wire = b"".join(self.out)
        self.out.clear()
        self.waiting = 0
        return wire


def main(connect, wheels, environment, is_elsewhere):
    """`wheels` are files, each with the name that it is known by; `environment` are pairs; `is_elsewhere` of a module that could be had."""

    def serve_with_wheels(config, link):
        sys.path[:0] = [unpacked(wheel, shown) for wheel, shown in wheels]
        try:
            serve(config, link, Alone, LoopedOnRing)
        except LoadFailed as error:
            missing = error.__cause__
            if isinstance(missing, ModuleNotFoundError) and is_elsewhere((missing.name or "").partition(".")[0]):
                raise LoadFailed("%s (Pyodide has it, but not in its npm package)" % error, error.trace) from missing
            raise

    os.environ.update(environment)
    # What `python boot.py` does not have either: the working folder, wherever that is.
    sys.path[:] = [folder for folder in sys.path if folder]
    install()
    connection = Connection(connect)
    time.sleep = connection.sleep
    run(EmbeddedLink(connection), serve_with_wheels)
    atexit._run_exitfuncs()
