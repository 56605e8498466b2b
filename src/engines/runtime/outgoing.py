"""One response on its way: its head goes with its first bytes, and its body is as long as Content-Length says."""

from .faults import Fault


class Outgoing:
    """What every convention's call does alike. Knows no threads and no event loop; who uses it sends what is kept.

    Made for each request, as its channel is: with slots, since it has so many attributes.
    """

    __slots__ = ("plan", "state", "request", "channel", "stream", "status", "head", "left", "bodiless", "begun", "broken")

    def __init__(self, plan, request, channel, stream):
        self.plan = plan
        #: state[call] is the next one. @raise Fault where the order refuses the call
        self.state = plan.first
        self.request = request
        self.channel = channel
        self.stream = stream
        self.status = self.head = self.left = self.broken = None
        self.bodiless = self.begun = False

    def read_head(self, status, headers):
        self.status, self.head, self.left = self.plan.read_head(status, headers)

    def begin(self):
        """The head is about to be sent. @raise Fault NOT_STARTED where its only start was refused"""
        if self.head is None:
            raise Fault("NOT_STARTED", "the start was refused", "start_response")
        self.bodiless = self.request.is_head or self.status < 200 or self.status in (204, 304)
        self.begun = True
        self.channel.head(self.head)

    def keep(self, chunk):
        """As much of a chunk as may be sent; one that is too long breaks the body off after that."""
        if self.bodiless:
            return b""
        left = self.left
        if left is None:
            return chunk
        if len(chunk) > left:
            self.broken = Fault("BODY_TOO_LONG", "gives more bytes than Content-Length says", "body")
            chunk = chunk[:left]
        self.left = left - len(chunk)
        return chunk

    def check_length(self):
        if self.left and not self.bodiless:
            raise Fault("BODY_TOO_SHORT", "gives %d bytes fewer than Content-Length says" % self.left, "body")
