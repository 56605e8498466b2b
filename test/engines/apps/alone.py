"""What only an interpreter in a thread of the server is asked: the path says which."""

import asyncio
import hashlib
import os
import random
import sys
import threading
import time

loaded = time.time()
number = random.random()


def answer(start_response, text):
    start_response("200 OK", [])
    return [str(text).encode("utf-8")]


def digests(environ, start_response):
    digest = hashlib.sha256()
    count = 0
    for chunk in iter(lambda: environ["wsgi.input"].read(65536), b""):
        digest.update(chunk)
        count += len(chunk)
    return answer(start_response, "%d %s" % (count, digest.hexdigest()))


def spins(environ, start_response):
    while True:
        pass


def sleeps(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"]))
    return answer(start_response, loaded)


def ends(environ, start_response):
    os._exit(1)


def imports(environ, start_response):
    module = __import__(environ["QUERY_STRING"])
    return answer(start_response, module.said)


def opens(environ, start_response):
    with open(environ["QUERY_STRING"]) as file:
        return answer(start_response, file.read())


def environment(environ, start_response):
    return answer(start_response, os.environ.get(environ["QUERY_STRING"]))


def which(environ, start_response):
    return answer(start_response, "%s %d.%d %s" % (sys.platform, sys.version_info[0], sys.version_info[1], sys.path.count("")))


def once(environ, start_response):
    return answer(start_response, loaded)


def guesses(environ, start_response):
    return answer(start_response, number)


def runs_a_loop(environ, start_response):
    async def main():
        await asyncio.sleep(0.01)
        return "from a loop"

    return answer(start_response, asyncio.run(main()))


def starts_a_thread(environ, start_response):
    threading.Thread(target=print).start()


def writes_past_python(environ, start_response):
    os.write(2, b"past Python\n")
    return answer(start_response, "written")


def fills(environ, start_response):
    start_response("200 OK", [])
    return (b"%07d\n" % i * 8192 for i in range(int(environ["QUERY_STRING"])))


def lists(environ, start_response):
    start_response("200 OK", [("X-Long", "x" * 300000)])
    return [b"%07d\n" % i * 8192 for i in range(20)]


def grows(environ, start_response):
    return answer(start_response, len(bytearray(int(environ["QUERY_STRING"]))))


def application(environ, start_response):
    return globals()[environ["PATH_INFO"][1:]](environ, start_response)


async def in_the_loop(scope, receive, send):
    """A blocking function, where there is no thread for it."""
    assert scope["type"] == "http"
    text = await asyncio.to_thread(lambda: b"at once")
    await asyncio.wait_for(asyncio.sleep(0.01), 5)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": text})


async def waits(scope, receive, send):
    """Two requests meet."""
    assert scope["type"] == "http"
    if scope["path"] == "/first":
        await met.wait()
    else:
        met.set()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode("ascii")})


met = asyncio.Event()
