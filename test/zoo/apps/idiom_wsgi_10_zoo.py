"""WSGI 1.0 where `str` was bytes: every string is bytes, the keys of environ too. What has no length goes through write()."""

from idiom import Asked, answered


def app(environ, start_response):
    asked = Asked(
        method=environ[b"REQUEST_METHOD"],
        script=environ.get(b"SCRIPT_NAME", b""),
        path=environ.get(b"PATH_INFO", b""),
        query=environ.get(b"QUERY_STRING", b""),
        cookie=environ.get(b"HTTP_COOKIE", b""),
        header=environ.get(b"HTTP_X_TEST"),
        content_type=environ.get(b"CONTENT_TYPE"),
        read=environ[b"wsgi.input"].read,
    )
    status, headers, chunks = answered(asked)
    write = start_response(status, headers)
    if isinstance(chunks, list):
        return chunks
    if hasattr(chunks, "read"):
        return environ[b"wsgi.file_wrapper"](chunks)
    for chunk in chunks:
        write(chunk)
    return []
