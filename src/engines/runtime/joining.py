"""How a process of the engine gets its stream to it."""

import os
import select
import socket
import sys


def joined(path, lifeline):
    """The stream to the engine, which connects when a byte on the lifeline tells it to."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            listener.bind(path)
        except OSError as error:
            sys.stderr.write("%s\n" % error)
            sys.exit(65)
        listener.listen(1)
        os.write(lifeline, b"\0")
        heard, _, _ = select.select([listener, lifeline], [], [])
        if listener not in heard:
            os._exit(0)
        return listener.accept()[0]
