"""cheroot with four threads and more connections kept alive than the 10 that its command line leaves it: a module and a port in its arguments."""

import importlib
import sys

from cheroot.wsgi import Server

module, port = sys.argv[1:]
server = Server(("127.0.0.1", int(port)), importlib.import_module(module).app, numthreads=4, max=4, request_queue_size=100)
server.keep_alive_conn_limit = 64
server.safe_start()
