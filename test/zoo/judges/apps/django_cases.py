"""Django's own tests of its live server, tests/servers, with what we host in the server's place. They are in its source distribution."""

import os
import sys
import tempfile
import unittest

from inside import Outcomes

CASES = [
    "servers.tests.LiveServerViews",
    "servers.tests.LiveServerDatabase",
    "servers.tests.LiveServerThreadedTests",
    "servers.tests.LiveServerAddress",
    "servers.tests.LiveServerInMemoryDatabaseLockTest",
]


def run(server):
    import django

    # Where scripts/peers puts them, in its virtual environment.
    sys.path.insert(0, os.path.join(sys.prefix, "sources", "Django-%s" % django.__version__, "tests"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "test_sqlite"
    import runtests
    from django.test import testcases
    from django.test.runner import DiscoverRunner

    # Signals are for the main thread.
    unittest.installHandler = unittest.removeHandler = lambda: None
    testcases.LiveServerTestCase.server_thread_class = thread_class(server, testcases)
    outcomes = Outcomes()

    class Runner(DiscoverRunner):
        def run_suite(self, suite, **_):
            suite.run(outcomes)
            return outcomes

    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        _, state = runtests.setup_run_tests(0, None, None, ["servers"])
        try:
            Runner(verbosity=0, interactive=False, parallel=1).run_tests(CASES)
        finally:
            runtests.teardown_run_tests(state)
    return outcomes.found


def thread_class(server, testcases):
    from django.db import connections

    class HereThread(testcases.LiveServerThread):
        """It is told of a server that is there already."""

        def run(self):
            handler = self.static_handler(testcases._MediaFilesHandler(testcases.WSGIHandler()))

            def application(environ, start_response):
                # As ThreadedWSGIServer does: a database in memory is that of the tests' own thread.
                for alias, connection in self.connections_override.items():
                    connections[alias] = connection
                return handler(environ, start_response)

            server.application = application
            self.port = server.port
            self.is_ready.set()

        def terminate(self):
            self.join()

    return HereThread
