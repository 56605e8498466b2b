"""Text in, text out; the body is bytes."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["Hello {PATH_INFO} {wsgi.uri_encoding}".replace("{PATH_INFO}", environ["PATH_INFO"]).replace("{wsgi.uri_encoding}", environ["wsgi.uri_encoding"]).encode("utf-8")]
