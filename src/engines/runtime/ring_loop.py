"""asyncio without sockets: the loop waits for the engine, or for its own next timer."""

import asyncio
import time
import warnings

from .looped import Looped


class LoopedOnRing(Looped):
    def run(self, ready):
        """@raise StartupFailed"""
        with asyncio.Runner(loop_factory=lambda: RingLoop(self.link.socket)) as runner:
            runner.run(self.main(ready))


def install():
    """In the place of the loop that runs on JavaScript's, which has no turn here."""
    asyncio._set_running_loop(None)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        asyncio.set_event_loop_policy(Policy())


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    """What an application starts itself waits for its own timers only."""

    def _loop_factory(self):
        return RingLoop(Nobody())


class Nobody:
    """In the place of a connection to the engine: nothing ever comes."""

    def recv(self, _, milliseconds):
        time.sleep(min(milliseconds / 1000, 86400))
        return b""


class RingLoop(asyncio.BaseEventLoop):
    """What the engine says is the only event that there is from outside."""

    def __init__(self, connection):
        super().__init__()
        self.connection = connection
        self.protocol = None
        #: What came before there was anybody to hear it.
        self.early = []
        self._selector = self

    async def create_unix_connection(self, factory, *, sock):
        self.protocol = factory()
        self._process_events(self.early)
        return Transport(sock, self.protocol), self.protocol

    def select(self, seconds):
        """Of BaseEventLoop's: waits for something to happen."""
        wire = self.connection.recv(0, float("inf") if seconds is None else 1000 * seconds)
        return [wire] if wire else []

    def _process_events(self, wires):
        if self.protocol is None:
            self.early = self.early + wires
            return
        for wire in wires:
            self.protocol.data_received(wire)

    def _write_to_self(self):
        """There is no other thread that could wake this one."""

    def run_in_executor(self, executor, function, *arguments):
        """At once: there is no other thread to run it in."""
        future = self.create_future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class Transport:
    """All that is written is sent at once, so there is nothing to wait for."""

    def __init__(self, connection, protocol):
        self.write = connection.sendall
        self.protocol = protocol

    def close(self):
        self.protocol.connection_lost(None)
