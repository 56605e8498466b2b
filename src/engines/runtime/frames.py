"""What an engine and an interpreter say to each other over a stream: the pure reader and writer.

A frame is the length of its payload, a kind, the number of a request, and the payload, little-endian:

    u32 length | u8 kind | u32 request | payload

A payload is nothing, bytes, JSON, one u32, strings, or fields. Strings are byte strings without NUL, with a NUL between
two of them. Fields are byte strings of any bytes, of which each may be absent (None):

    u32 count | count x u32 length (0xFFFFFFFF: absent) | the fields, one after the other

To the interpreter                    payload
    1  CONFIG       what to run       JSON; request 0, as for STOP
    2  REQUEST      a request's head  strings: which parts there are, as the sum of 1 << place in PARTS in decimal, and
                                      BODY_FOLLOWS; the number of variables in decimal; the parts; names and values of
                                      the variables; names and values of the headers
    9  ANY_REQUEST  the same          fields: where a string has a NUL in it
    3  BODY         of its body       bytes
    4  BODY_END     it is whole       nothing
    5  BODY_BROKEN  it never will be  nothing
    6  CANCEL       nobody waits      nothing
    8  STOP         answer, then end  nothing
To the engine
   16  READY        may be asked      fields: Python's version
   17  FAILED       cannot be asked   fields: why, the traceback or absent
   18  HEAD         a response's head strings: the status, with a space and its phrase if it has one; header names and values
   19  CHUNK        of its body       bytes, at least one
   20  END          it is whole       nothing
   21  ERROR        it never will be  fields: the code or absent, the status that the client gets if no head was sent
   22  LOG          for the log       UTF-8, a line or more; request 0 where it belongs to none
   23  ANSWER       all of a response u32 length of the head, the head as in HEAD, the body; instead of HEAD, CHUNK and END
   24  BACK         was not begun     nothing; it never will be here, and another interpreter may have it
Both ways
    7  ROOM         may be sent       u32: so many more bytes of body

WINDOW bytes of each body may be sent before there has to be ROOM. The first ROOM for a request's body says that the
application wants it, and may be 0; what the engine has of it already may be sent before. A request that was sent is answered by exactly one END,
ERROR, ANSWER or BACK, also after CANCEL; what comes for a request that has ended is ignored.
"""

import struct

CONFIG, REQUEST, BODY, BODY_END, BODY_BROKEN, CANCEL, ROOM, STOP, ANY_REQUEST = range(1, 10)
READY, FAILED, HEAD, CHUNK, END, ERROR, LOG, ANSWER, BACK = range(16, 25)

PARTS = (
    "method",
    "target",
    "scriptName",
    "pathInfo",
    "rawPath",
    "query",
    "protocol",
    "scheme",
    "serverName",
    "serverPort",
    "remoteAddr",
    "remotePort",
)
BODY_FOLLOWS = 1 << len(PARTS)

WINDOW = 256 * 1024
PIECE = 64 * 1024
LONGEST = 16 * 1024 * 1024

prefix = struct.Struct("<IBI")
u32 = struct.Struct("<I")
ABSENT = 0xFFFFFFFF


class BadFrame(Exception):
    """The other side does not speak this protocol."""


def frame(kind, request, payload=b""):
    return prefix.pack(len(payload), kind, request) + payload


def log_frames(request, text):
    """As many as it takes: an application may say more than goes into one."""
    parts = [text] if len(text) <= PIECE else [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
    return b"".join([frame(LOG, request, part.encode("utf-8", "backslashreplace")) for part in parts])


def pack_fields(fields):
    lengths = [ABSENT if field is None else len(field) for field in fields]
    return struct.pack("<%dI" % (len(fields) + 1), len(fields), *lengths) + b"".join(field for field in fields if field is not None)


def unpack_fields(payload):
    """@raise BadFrame"""
    if len(payload) < 4:
        raise BadFrame("no number of fields")
    (count,) = u32.unpack_from(payload)
    at = 4 + 4 * count
    if at > len(payload):
        raise BadFrame("fewer lengths than fields")
    fields = []
    for length in struct.unpack_from("<%dI" % count, payload, 4):
        if length == ABSENT:
            fields.append(None)
            continue
        if at + length > len(payload):
            raise BadFrame("a field ends after its frame")
        fields.append(payload[at : at + length])
        at += length
    if at != len(payload):
        raise BadFrame("bytes follow the last field")
    return fields


def pack_strings(strings):
    return b"\0".join(strings)


def pack_head(status, reason, headers):
    line = b"%d" % status if reason is None else b"%d %s" % (status, reason)
    return pack_strings([line] + [part for header in headers for part in header])


answer = struct.Struct("<IBII")


def pack_answer(request, head, body):
    """A whole response, as one frame."""
    return answer.pack(4 + len(head) + len(body), ANSWER, request, len(head)) + head + body


class Reader:
    """Cuts what arrives into frames, however it was cut on the way. Of a BODY, parts are handed on as they come, each as a BODY."""

    def __init__(self):
        self.pending = b""
        #: Bytes that are missing of a body's frame, and whose it is.
        self.left = self.request = 0

    def feed(self, wire):
        """The frames that are complete now, as (kind, request, payload). @raise BadFrame"""
        found, at, size, unpack = [], 0, prefix.size, prefix.unpack_from
        if self.left:
            part = wire[: self.left]
            self.left -= len(part)
            found.append((BODY, self.request, part))
            at = len(part)
        elif self.pending:
            wire = self.pending + wire
        end = len(wire)
        while end - at >= size:
            length, kind, request = unpack(wire, at)
            if length > LONGEST:
                raise BadFrame("a frame of %d bytes" % length)
            start = at + size
            if end < start + length:
                if kind == BODY:
                    if end > start:
                        found.append((BODY, request, wire[start:]))
                    self.left, self.request, at = start + length - end, request, end
                break
            at = start + length
            found.append((kind, request, wire[start:at]))
        self.pending = wire[at:]
        return found
