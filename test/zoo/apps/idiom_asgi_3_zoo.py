"""ASGI 3: a path that is text, a query and headers that are bytes, and events."""

from contextlib import closing

from idiom import Asked, answered


async def body_of(receive):
    parts, more = [], True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        more = event.get("more_body", False)
    return b"".join(parts)


async def app(scope, receive, send):
    assert scope["type"] == "http"
    root = scope["root_path"].encode("utf-8")
    lines = scope["headers"]
    body = await body_of(receive)

    def header(name, between=b", "):
        found = [value for key, value in lines if key == name]
        return between.join(found) if found else None

    asked = Asked(
        method=scope["method"].encode("ascii"),
        script=root,
        path=scope["path"].encode("utf-8")[len(root) :],
        query=scope["query_string"],
        cookie=header(b"cookie", b"; ") or b"",
        header=header(b"x-test"),
        content_type=header(b"content-type"),
        read=lambda: body,
    )
    status, headers, chunks = answered(asked)
    await send({"type": "http.response.start", "status": int(status[:3]), "headers": headers})
    if isinstance(chunks, list):
        await send({"type": "http.response.body", "body": b"".join(chunks)})
        return
    with closing(chunks):
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})
