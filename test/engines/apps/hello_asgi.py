"""ASGI's hello world, with a lifespan."""

import asyncio

started = []


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        started.append("started")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        print("stopped")
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello ", "more_body": True})
    await send({"type": "http.response.body", "body": scope["path"].encode("utf-8") + b" " + " ".join(started).encode("ascii")})


async def refuses_to_start(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no database"})


async def echo(scope, receive, send):
    """Sends back each chunk as it comes."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        message = await receive()
        more = message["more_body"]
        await send({"type": "http.response.body", "body": message["body"], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def waits_for_the_client_to_go(scope, receive, send):
    assert scope["type"] == "http"
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"waiting", "more_body": True})
    print((await receive())["type"])
    try:
        await send({"type": "http.response.body", "body": b"more", "more_body": True})
    except OSError as error:
        print("OSError:", error)


async def sends_much_at_once(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"m" * 4000000})


async def waits_no_longer(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    try:
        await asyncio.wait_for(send({"type": "http.response.body", "body": b"m" * 4000000, "more_body": True}), 0.2)
    except asyncio.TimeoutError:
        print("timeout")
    await send({"type": "http.response.body", "body": b"the end"})


async def never_answers(scope, receive, send):
    assert scope["type"] == "http"
    print((await receive())["type"])
    print((await receive())["type"])


async def forgets_the_body(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def fails_after_its_start(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        raise ValueError("the pool of connections is gone")
    await application(scope, receive, send)
