"""What goes wrong with processes; the path says which (PEP 3333). Every request is noted in the file JOURNAL: its number, the process."""

import atexit
import os
import resource
import signal
import time

kept = []
JOURNAL = os.environ.get("JOURNAL")


def note(line):
    if JOURNAL:
        descriptor = os.open(JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, (line + "\n").encode("ascii"))
        os.close(descriptor)


def pid(query):
    pass


def keeps(query):
    """So many mebibytes, for ever."""
    kept.append(b"x" * (int(query) << 20))


def wants_too_much(query):
    """More memory than there may be."""
    limit = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, limit[1]))
    try:
        return bytearray(4 << 30)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limit)


def is_killed(query):
    os.kill(os.getpid(), signal.SIGKILL)


def stops(query):
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(60)


def sleeps(query):
    time.sleep(float(query))


def trickles(query):
    """A body that takes its time."""
    for part in (b"one ", b"two ", b"three"):
        yield part
        time.sleep(0.01)


def streams(query):
    """A first chunk, and no second one."""
    yield b"first"
    time.sleep(60)


def application(environ, start_response):
    number = environ.get("HTTP_X_NUMBER", "-")
    note("%s %d" % (number, os.getpid()))
    found = globals()[environ["PATH_INFO"][1:]](environ["QUERY_STRING"])
    body = [b"%d" % os.getpid()] if found is None else found
    length = [] if found is not None else [("Content-Length", str(len(body[0])))]
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Number", number)] + length)
    return body


def leaves(environ, start_response):
    """Has something to say at its end."""
    if not kept:
        kept.append(atexit.register(lambda: print("the last word of %d" % os.getpid())))
    start_response("200 OK", [])
    return [b"%d" % os.getpid()]
