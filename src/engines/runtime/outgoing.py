"""One response on its way: its head goes with its first bytes, and its body is as long as Content-Length says."""

from .faults import Fault


class Outgoing:
    """What every convention's call does alike. Knows no threads and no event loop; who uses it sends what is kept."""

    status = None
    head = None
    left = None
    bodiless = False
    begun = False
    broken = None

    def __init__(self, plan, is_head):
        self.plan = plan
        self.moves = plan.moves
        self.is_head = is_head
        self.state = plan.order["first"]

    def move(self, call):
        """@raise Fault where the order refuses it"""
        self.state = self.moves[self.state][call]

    def read_head(self, status, headers):
        self.status, self.head, self.left = self.plan.read_head(status, headers)

    def begin(self):
        """The head is about to be sent. @raise Fault NOT_STARTED where its only start was refused"""
        if self.head is None:
            raise Fault("NOT_STARTED", "the start was refused", "start_response")
        self.bodiless = self.is_head or self.status < 200 or self.status in (204, 304)
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
