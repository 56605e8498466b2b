"""What every server of `bench/python.ts` hosts: a path a case. PEP 3333."""

import time

LINE = b"0123456789abcdef" * 4096
DOWNLOAD = [LINE] * 16
ECHOED = (
    "HTTP_X_BATCH HTTP_CACHE_CONTROL HTTP_SEC_CH_UA HTTP_SEC_CH_UA_MOBILE HTTP_SEC_CH_UA_PLATFORM HTTP_UPGRADE_INSECURE_REQUESTS HTTP_USER_AGENT HTTP_ACCEPT "
    "HTTP_SEC_FETCH_SITE HTTP_SEC_FETCH_MODE HTTP_SEC_FETCH_USER HTTP_SEC_FETCH_DEST HTTP_REFERER HTTP_ACCEPT_ENCODING HTTP_ACCEPT_LANGUAGE HTTP_COOKIE "
    "HTTP_IF_NONE_MATCH HTTP_X_REQUEST_ID HTTP_DNT HTTP_PRIORITY"
).split()


def hello(environ):
    return [b"Hello, world!"]


def echo(environ):
    return ["\n".join([environ[name] for name in ECHOED]).encode("latin-1")]


def upload(environ):
    read, count = environ["wsgi.input"].read, 0
    while True:
        chunk = read(65536)
        if not chunk:
            return [b"%d" % count]
        count += len(chunk)


def download(environ):
    return DOWNLOAD


def sleep(environ):
    time.sleep(0.02)
    return [b"awake"]


CASES = {"/hello": hello, "/echo": echo, "/upload": upload, "/download": download, "/sleep": sleep}


def app(environ, start_response):
    body = CASES[environ["PATH_INFO"]](environ)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(sum(map(len, body))))])
    return body
