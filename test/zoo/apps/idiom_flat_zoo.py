"""flat: strings as os.environ has them in, in UTF-8 with surrogateescape; bytes out."""

from idiom import Asked, answered


def wire(text):
    return text.encode("utf-8", "surrogateescape")


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
        read=environ["wsgi.input"].read,
    )
    status, headers, chunks = answered(asked)
    start_response(status, headers)
    return environ["wsgi.file_wrapper"](chunks) if hasattr(chunks, "read") else chunks
