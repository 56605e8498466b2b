"""PEP 3333: native strings whose code points are bytes, both ways; bodies are bytes."""

from idiom import Asked, answered


def wire(text):
    return text.encode("latin-1")


def app(environ, start_response):
    def optional(key):
        return wire(environ[key]) if key in environ else None

    asked = Asked(
        method=wire(environ["REQUEST_METHOD"]),
        script=wire(environ.get("SCRIPT_NAME", "")),
        path=wire(environ.get("PATH_INFO", "")),
        query=wire(environ.get("QUERY_STRING", "")),
        cookie=wire(environ.get("HTTP_COOKIE", "")),
        header=optional("HTTP_X_TEST"),
        content_type=optional("CONTENT_TYPE"),
        read=lambda: b"".join(iter(lambda: environ["wsgi.input"].read(65536), b"")),
    )
    status, headers, chunks = answered(asked)
    start_response(status.decode("latin-1"), [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers])
    return environ["wsgi.file_wrapper"](chunks) if hasattr(chunks, "read") else chunks
