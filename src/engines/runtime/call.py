"""Calls an application that answers in its own thread: by start_response, or by returning a triple.

`channel` takes what goes to the client: head(strings of a frame), which it keeps until there is more;
chunk(wire, hold), which waits while the client has enough, and may keep it if `hold`; end(); error(fault or exception).
"""

import time

from .answer import wire_of
from .faults import Fault
from .outgoing import Outgoing
from .streams import Errors


class Call(Outgoing):
    """One call of an application. Its iterable is closed exactly once, however it ends."""

    __slots__ = ("closing",)

    def run(self, application):
        """Answers the request: the channel gets exactly one end() or error()."""
        error = self.closing = None
        errors = Errors(self.channel.log)
        try:
            plan = self.plan
            environ = plan.environ(self.request)
            if plan.input_key is not None:
                environ[plan.input_key] = self.stream
            if plan.errors_key is not None:
                environ[plan.errors_key] = errors
            self.answer(application, environ)
        except BaseException as caught:  # a thread outlives whatever its application throws
            error = caught
        try:
            self.state = self.state["close"]
            if self.closing is not None:
                self.closing()
        except BaseException as caught:
            if error is not None:
                self.channel.report(error)
            error = caught
        self.stream.close()
        errors.flush()
        # An exception may be false.
        if error is None:
            error = self.broken
        if error is None:
            self.channel.end()
        else:
            self.channel.error(error)

    def follow(self, chunks):
        """An iterator over what the application gave. What that is will be closed, whatever it is."""
        if type(chunks) is list:
            return iter(chunks)
        self.closing = getattr(chunks, "close", None)
        if isinstance(chunks, (str, bytes, bytearray)):
            raise Fault("WRONG_TYPE", "is %s, not an iterable of chunks" % type(chunks).__name__, "body")
        try:
            return iter(chunks)
        except TypeError as error:
            raise Fault("WRONG_TYPE", "is %s, not an iterable of chunks" % type(chunks).__name__, "body") from error

    def push(self, chunk, hold=False):
        kept = self.keep(chunk)
        if kept:
            self.channel.chunk(kept, hold)
        if self.broken is not None:
            raise self.broken

    def wire(self, value):
        return value if type(value) is bytes and self.plan.sends_bytes else wire_of(self.plan.response["body"], value, "body")


class StartResponse(Call):
    """PEP 333 and PEP 3333."""

    __slots__ = ()

    def answer(self, application, environ):
        chunks = application(environ, self.start_response)
        iterator = self.follow(chunks)
        # The blocks of a list are all there: none has to wait for the one before to be sent.
        hold = type(chunks) in (list, tuple)
        for value in iterator:
            chunk = self.wire(value)
            self.step("a chunk" if chunk else "an empty chunk")
            if self.bodiless:
                return
            self.push(chunk, hold)
        self.state = self.state["the end"]
        if not self.begun:
            self.begin()
        self.check_length()

    def start_response(self, status, headers, exc_info=None):
        try:
            if exc_info and self.state.name == "sent":
                raise exc_info[1].with_traceback(exc_info[2])
            # A first call that is refused still counts as one.
            self.state = self.state["start_response with exc_info" if exc_info else "start_response"]
            self.head = None
            self.read_head(status, headers)
            return self.write
        finally:
            exc_info = None  # no cycle through the traceback (PEP 3333, The start_response() Callable)

    def write(self, value):
        accepts = self.plan.response["write"]
        if accepts is None:
            raise Fault("NO_WRITE", "is removed", "write()")
        chunk = wire_of(accepts, value, "write()")
        self.step("write")
        self.push(chunk)

    def step(self, call):
        before = self.state
        self.state = after = before[call]
        if after is not before and after.name == "sent":
            self.begin()


class Triple(Call):
    """PEP 444: the answer is returned, as (status, headers, body) or (body, status, headers), which the types tell apart."""

    __slots__ = ()

    def answer(self, application, environ):
        status, headers, chunks = self.in_order(self.settled(application(environ)))
        self.state = self.state["the answer"]
        iterator = self.follow(chunks)
        self.read_head(status, headers)
        self.begin()
        if self.bodiless:
            return
        hold = type(chunks) in (list, tuple)
        for value in iterator:
            chunk = self.wire(value)
            self.state = self.state["a chunk"]
            self.push(chunk, hold)
        self.state = self.state["the end"]
        self.check_length()

    def settled(self, answer):
        """A function is called until it has the answer, where the model allows one (PEP 444, environ Variables)."""
        if not callable(answer):
            return answer
        self.state = self.state["a callable" if self.plan.defers else "no answer"]
        found = answer()
        while found is None:
            time.sleep(0.001)
            found = answer()
        return found

    def in_order(self, answer):
        if not isinstance(answer, (tuple, list)) or len(answer) != 3:
            # A body without a head is closed like any other.
            self.closing = getattr(answer, "close", None)
            self.state = self.state["no answer"]
        first, second, third = answer
        if isinstance(second, (str, bytes)) and isinstance(third, list):
            return second, third, first
        return first, second, third


conventions = {"start_response": StartResponse, "triple": Triple}
