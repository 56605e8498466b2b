"""What an application does against its model or its convention, by the codes that the project has for it."""


class Fault(Exception):
    """The code is for programs, the rest is for people."""

    #: The id of the declaration that this interpreter holds its application to.
    model = ""

    def __init__(self, code, detail, key=None, offset=None):
        place = [self.model, key or "", "" if offset is None else "at %d" % offset, detail]
        super().__init__("%s [%s]" % (" ".join(part for part in place if part), code))
        self.code = code


class Disconnected(Fault, OSError):
    """The client has gone away: an OSError, as frameworks expect (ASGI, Disconnected Client)."""

    def __init__(self):
        Fault.__init__(self, "DISCONNECTED", "the client has gone away")
