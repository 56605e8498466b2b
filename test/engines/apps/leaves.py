"""What an application leaves behind."""

import os
import subprocess
import sys


def application(environ, start_response):
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/program":
        program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        return [str(program.pid).encode("ascii")]
    if environ["PATH_INFO"] == "/end":
        os._exit(1)
    return [b"here"]
