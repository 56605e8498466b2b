"""Servers that have no command line of their own: `python trusted.py NAME [MOUNT]`, which listens on 127.0.0.1 and prints its port.

Under uvicorn, `to_asgi` and `a2wsgi` are the application of dump.py behind a bridge from WSGI to ASGI.
"""

import sys

from dump import application


def wsgiref(mount):
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass

        def address_string(self):
            return self.client_address[0]

    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    return server.server_port, server.serve_forever


def waitress(mount):
    from waitress.server import create_server

    server = create_server(application, host="127.0.0.1", port=0, threads=4, url_prefix=mount)
    return server.effective_port, server.run


def cheroot(mount, gateway="Gateway_10"):
    from cheroot import wsgi

    mounted = wsgi.PathInfoDispatcher({mount: application}) if mount else application
    server = wsgi.Server(("127.0.0.1", 0), mounted, server_name="127.0.0.1")
    server.gateway = getattr(wsgi, gateway)
    server.prepare()
    return server.bind_addr[1], server.serve


def cheroot_u0(mount):
    return cheroot(mount, "Gateway_u0")


def to_asgi():
    from asgiref.wsgi import WsgiToAsgi

    return WsgiToAsgi(application)


def a2wsgi():
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(application)


if __name__ == "__main__":
    port, serve = {"wsgiref": wsgiref, "waitress": waitress, "cheroot": cheroot, "cheroot_u0": cheroot_u0}[sys.argv[1]](*sys.argv[2:] or [""])
    print(port, flush=True)
    serve()
