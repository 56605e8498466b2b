"""web3 (PEP 444): bytes under native keys, and the answer is returned."""

from idiom import Asked, answered


def app(environ):
    asked = Asked(
        method=environ["REQUEST_METHOD"],
        script=environ["SCRIPT_NAME"],
        path=environ["PATH_INFO"],
        query=environ["QUERY_STRING"],
        cookie=environ.get("HTTP_COOKIE", b""),
        header=environ.get("HTTP_X_TEST"),
        content_type=environ.get("CONTENT_TYPE"),
        read=environ["web3.input"].read,
    )
    return tuple(answered(asked))
