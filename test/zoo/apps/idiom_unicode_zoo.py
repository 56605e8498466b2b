"""Unicode: text everywhere. The environ says with which codec the URL became text; what else is not ASCII is ISO-8859-1."""

from idiom import Asked, answered


def app(environ, start_response):
    def of_the_url(key):
        return environ.get(key, "").encode(environ["wsgi.uri_encoding"])

    def optional(key):
        return environ[key].encode("iso-8859-1") if key in environ else None

    asked = Asked(
        method=environ["REQUEST_METHOD"].encode("iso-8859-1"),
        script=of_the_url("SCRIPT_NAME"),
        path=of_the_url("PATH_INFO"),
        query=of_the_url("QUERY_STRING"),
        cookie=environ.get("HTTP_COOKIE", "").encode("iso-8859-1"),
        header=optional("HTTP_X_TEST"),
        content_type=optional("CONTENT_TYPE"),
        read=environ["wsgi.input"].read,
    )
    status, headers, chunks = answered(asked)
    start_response(status.decode("iso-8859-1"), [(name.decode("iso-8859-1"), value.decode("iso-8859-1")) for name, value in headers])
    return environ["wsgi.file_wrapper"](chunks) if hasattr(chunks, "read") else chunks
