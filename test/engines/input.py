"""Reads `wsgi.input` as `io.BytesIO` is read, however the body was cut on its way. Prints what differs, as JSON."""

import io
import json
import random
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, "src/engines")
from runtime.streams import Input  # noqa: E402

CALLS = ("read", "readline", "readlines", "next")


class Taken:
    """What is told of the bytes that were read."""

    count = 0

    def __call__(self, count):
        self.count += count

    def ask(self):
        pass


def body_of(dice):
    lines = [bytes(dice.choices(b"ab\r\n\0\xff", k=dice.randrange(40))) + dice.choice((b"\n", b"")) for _ in range(dice.randrange(12))]
    return b"".join(lines)


def stream_of(dice, body, taken):
    stream = Input(dice.choice((None, len(body))), threading.Condition(threading.Lock()), taken)
    at = 0
    while at < len(body):
        end = at + dice.randrange(1, 30)
        stream.feed(body[at:end])
        at = end
    stream.end()
    return stream


def step(dice):
    call = dice.choice(CALLS)
    if call == "next":
        return lambda stream: next(stream, b"")
    size = dice.choice(((), (-1,), (None,), (0,), (1,), (dice.randrange(50),)))
    return lambda stream: getattr(stream, call)(*size)


def differs(seed):
    dice = random.Random(seed)
    body, taken = body_of(dice), Taken()
    ours, theirs = stream_of(dice, body, taken), io.BytesIO(body)
    for _ in range(20):
        call = step(dice)
        found, wanted = call(ours), call(theirs)
        if found != wanted or taken.count != theirs.tell():
            return [seed, repr(body), repr(found), repr(wanted), taken.count, theirs.tell()]
    return None


json.dump([found for found in map(differs, range(int(sys.argv[1]))) if found], sys.stdout)
