"""What few applications do; the path says which (PEP 3333)."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

#: Every call is noted in it.
JOURNAL = os.environ.get("JOURNAL")


signal.signal(signal.SIGUSR1, lambda *_: print("a signal"))


class Empty(Exception):
    """An exception that is false."""

    def __len__(self):
        return 0


def throws_what_is_false(query):
    raise Empty("of nothing")


def throws_a_long_chain(query):
    error = None
    for number in range(5000):
        last, error = error, ValueError(number)
        error.__context__ = last
    raise error


def has_much_to_say(query):
    print("x" * (17 << 20))


def says_half_a_line(query):
    sys.stderr.write("half a line of %s" % query)


def says_a_line_that_never_ends(query):
    for _ in range(10000):
        sys.stderr.write(".")


def configures_its_output(query):
    sys.stdout.reconfigure(line_buffering=True)


def starts_a_program(query):
    """Which has all of this process that may be had."""
    links = subprocess.run(["ls", "-l", "/proc/self/fd/"], close_fds=False, stdout=subprocess.PIPE).stdout
    return links.splitlines()


def forks(query):
    """A child that says something, and exits as any program does."""
    if os.fork() == 0:
        print("a child")
        sys.exit(0)


def forks_and_returns(query):
    child = os.fork()
    if child == 0:
        return [b"of a child" * 100000]
    os.waitpid(child, 0)


def forks_and_waits(query):
    """The codes with which children end that exit, or fail."""
    codes = []
    for end in (lambda: sys.exit(3), lambda: sys.exit(), lambda: sys.exit("a last word"), lambda: 1 / 0):
        child = os.fork()
        if child == 0:
            end()
        codes.append(os.waitpid(child, 0)[1] >> 8)
    return [repr(codes).encode()]


def is_interrupted(query):
    """Wherever its process is just then."""
    for _ in range(5):
        os.kill(os.getpid(), signal.SIGUSR1)
        yield b"x" * 60000


def double(number):
    return 2 * number


def has_processes(query):
    with multiprocessing.get_context(query).Pool(1) as pool:
        return [b"%d" % pool.apply(double, (21,))]


def long(query):
    time.sleep(float(query))


def dies(query):
    os._exit(1)


def quick(query):
    pass


def application(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST" and JOURNAL:
        with open(JOURNAL, "a") as journal:
            journal.write(environ["PATH_INFO"] + "\n")
    found = globals()[environ["PATH_INFO"][1:]](environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    if found is None:
        return [b"%d" % os.getpid()]
    return [b"\n".join(found)] if isinstance(found, list) else found


def long_header(environ, start_response):
    start_response("200 OK", [("X-Pid", str(os.getpid())), ("X-Long", "x" * int(environ["QUERY_STRING"] or 0))])
    return [b"%d" % os.getpid()]


def header(environ, start_response):
    start_response("200 OK", [("Not a Name", "1")])


async def talks(scope, receive, send):
    """Much, in another thread, while it sends a body (ASGI)."""
    if scope["type"] != "http":
        raise NotImplementedError
    failed, stop = [], threading.Event()

    def talk():
        while not stop.is_set():
            try:
                print("x" * 100)
            except Exception as error:
                failed.append(repr(error))

    threads = [threading.Thread(target=talk) for _ in range(3)]
    for thread in threads:
        thread.start()
    await send({"type": "http.response.start", "status": 200})
    for _ in range(300):
        await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
    stop.set()
    for thread in threads:
        thread.join()
    await send({"type": "http.response.body", "body": repr(failed[:1]).encode()})
