"""The hello world of mod_wsgi's guide: native strings in, native strings out."""


def application(environ, start_response):
    output = "Hello %s" % environ["PATH_INFO"]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(output)))])
    return [output]
