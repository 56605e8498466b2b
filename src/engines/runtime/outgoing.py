"""One response on its way: its head goes with its first bytes, and its body is as long as Content-Length says."""

from .answer import content_length, read_headers, read_status
from .faults import Fault


class Outgoing:
    """What every convention's call does alike. Knows no threads and no event loop; who uses it sends what is kept."""

    def __init__(self, plan, method):
        self.plan = plan
        self.method = method
        self.state = plan.order["first"]
        self.head = None
        self.left = None
        self.bodiless = False
        self.begun = False
        self.broken = None

    def move(self, call):
        self.state = self.plan.move(self.state, call)

    def read_head(self, status, headers):
        response = self.plan.response
        number, reason = read_status(response["status"], status)
        lines = read_headers(response, headers)
        self.left = content_length(lines)
        self.head = (number, reason, lines)

    def begin(self):
        """The head is about to be sent. @raise Fault NOT_STARTED where its only start was refused"""
        if self.head is None:
            raise Fault("NOT_STARTED", "the start was refused", "start_response")
        status = self.head[0]
        self.bodiless = self.method == b"HEAD" or status < 200 or status in (204, 304)
        self.begun = True

    def keep(self, chunk):
        """As much of a chunk as may be sent; one that is too long breaks the body off after that."""
        if self.bodiless:
            return b""
        if self.left is None:
            return chunk
        kept = chunk[: self.left]
        self.left -= len(kept)
        if len(kept) < len(chunk):
            self.broken = Fault("BODY_TOO_LONG", "gives more bytes than Content-Length says", "body")
        return kept

    def check_length(self):
        if self.left and not self.bodiless:
            raise Fault("BODY_TOO_SHORT", "gives %d bytes fewer than Content-Length says" % self.left, "body")
