"""What applications do, well and badly: the path says which (PEP 3333)."""

import os
import signal
import sys
import time

closed = []


class Closing:
    def __init__(self, chunks):
        self.chunks = chunks

    def __iter__(self):
        return iter(self.chunks)

    def close(self):
        closed.append(1)
        print("closed %d" % len(closed))
        del closed[:]


def started(start_response, *headers):
    return start_response("200 OK", list(headers))


def writes(environ, start_response):
    write = started(start_response)
    write(b"written ")
    write(b"twice ")
    return [b"and returned"]


def reads(environ, start_response):
    stream = environ["wsgi.input"]
    parts = [stream.read(3), stream.readline(), stream.readline(2), next(stream), b"|".join(stream.readlines()), stream.read()]
    started(start_response)
    return [repr(parts).encode("ascii")]


def reads_a_bit(environ, start_response):
    started(start_response)
    return [b"%d" % len(environ["wsgi.input"].read(10))]


def echoes(environ, start_response):
    started(start_response)
    stream = environ["wsgi.input"]
    return iter(lambda: stream.readline(), b"")


def counts(environ, start_response):
    started(start_response)
    return [b"%d" % len(environ["wsgi.input"].read())]


def streams(environ, start_response):
    started(start_response)

    def chunks():
        try:
            for i in range(1000):
                print("chunk %d" % i)
                yield b"x" * 65536
        finally:
            print("left")

    return chunks()


def late_start(environ, start_response):
    yield b""
    started(start_response)
    yield b"late"


def replaces_the_head(environ, start_response):
    started(start_response)
    try:
        raise ValueError("found out in time")
    except ValueError:
        start_response("500 Replaced", [], sys.exc_info())
    return [b"replaced"]


def replaces_the_head_late(environ, start_response):
    started(start_response)(b"sent")
    try:
        raise ValueError("found out too late")
    except ValueError:
        start_response("500 Replaced", [], sys.exc_info())
    return []


def starts_twice(environ, start_response):
    started(start_response)
    started(start_response)
    return []


def never_starts(environ, start_response):
    return [b"a body"]


def throws(environ, start_response):
    raise RuntimeError("the secret reason")


def throws_in_the_body(environ, start_response):
    started(start_response)
    yield b"so far"
    raise RuntimeError("the secret reason")


def throws_with_a_body_to_close(environ, start_response):
    return Closing([b"never started"])


class ReadsLate(Closing):
    def __init__(self, body):
        super().__init__([b"early"])
        self.body = body

    def close(self):
        print("late %d" % len(self.body.read()))


def reads_in_close(environ, start_response):
    started(start_response)
    return ReadsLate(environ["wsgi.input"])


def closes(environ, start_response):
    started(start_response)
    return Closing([b"whole"])


def long(environ, start_response):
    started(start_response, ("Content-Length", "4"))
    return Closing([b"more than four"])


def short(environ, start_response):
    started(start_response, ("Content-Length", "40"))
    return [b"less than forty"]


def long_for_nothing(environ, start_response):
    started(start_response, ("Content-Length", "0"))
    return [b"nothing"]


def injects(environ, start_response):
    started(start_response, ("X-A", "1\r\nX-B: 2"))
    return []


def returns_a_str(environ, start_response):
    started(start_response)
    return "a str"


def gives_a_str(environ, start_response):
    started(start_response)
    return ["a str"]


def not_modified(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"1"')])
    return [b"nothing of this"]


def logs(environ, start_response):
    environ["wsgi.errors"].write("one line\nand a ")
    environ["wsgi.errors"].writelines(["half", "\n"])
    print("to stderr", file=sys.stderr)
    started(start_response)
    return [b"%d" % os.getpid()]


def sleeps(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"] or "0.02"))
    started(start_response)
    return [b"%d" % os.getpid()]


def dies(environ, start_response):
    os.kill(os.getpid(), signal.SIGKILL)


def dies_in_the_body(environ, start_response):
    started(start_response)
    yield b"so far"
    time.sleep(0.5)  # a block is sent while the next one is made
    os.kill(os.getpid(), signal.SIGKILL)


def pid(environ, start_response):
    started(start_response)
    return [b"%d" % os.getpid()]


def wraps_a_file(environ, start_response):
    started(start_response)
    return environ["wsgi.file_wrapper"](open(__file__, "rb"), 1000)


def application(environ, start_response):
    return globals()[environ["PATH_INFO"][1:]](environ, start_response)
