"""mod_wsgi 3: native strings that spell bytes, raw paths beside them; status and headers as text, bodies as text or bytes."""

from idiom import Asked, answered


def app(environ, start_response):
    def optional(key):
        return environ[key].encode("latin-1") if key in environ else None

    asked = Asked(
        method=environ["REQUEST_METHOD"].encode("latin-1"),
        script=environ.get("wsgi.script_name", b""),
        path=environ.get("wsgi.path_info", b""),
        query=environ.get("QUERY_STRING", "").encode("latin-1"),
        cookie=environ.get("HTTP_COOKIE", "").encode("latin-1"),
        header=optional("HTTP_X_TEST"),
        content_type=optional("CONTENT_TYPE"),
        read=environ["wsgi.input"].read,
    )
    status, headers, chunks = answered(asked)
    start_response(status.decode("latin-1"), [(name.decode("latin-1"), value) for name, value in headers])
    if isinstance(chunks, list):
        return [chunk.decode("latin-1") for chunk in chunks]
    return environ["wsgi.file_wrapper"](chunks) if hasattr(chunks, "read") else chunks
