"""An application under wsgiref's server: `serve_wsgiref.py module:app port`."""

import importlib
import signal
import sys
from wsgiref import simple_server


class Handler(simple_server.ServerHandler):
    """Sends no length that the application has not given."""

    def set_content_length(self):
        pass


if __name__ == "__main__":
    # So that what the application has to clean up is cleaned up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    module, _, name = sys.argv[1].partition(":")
    app = getattr(importlib.import_module(module), name)
    simple_server.ServerHandler = Handler
    simple_server.make_server("127.0.0.1", int(sys.argv[2]), app).serve_forever()
