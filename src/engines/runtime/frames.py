"""What an engine and an interpreter say to each other over a stream: the pure reader and writer.

A frame is the length of its payload, a kind, the number of a request, and the payload, little-endian:

    u32 length | u8 kind | u32 request | payload

A payload is nothing, bytes, JSON, one u32, or fields: byte strings of which each may be absent (None).

    u32 count | count x u32 length (0xFFFFFFFF: absent) | the fields, one after the other

To the interpreter                    payload
    1  CONFIG       what to run       JSON; request 0, as for STOP
    2  REQUEST      a request's head  fields: FIELDS in order; "1" where a body follows, else absent; the number of
                                      variables in decimal; their names and values; header names and values
    3  BODY         of its body       bytes
    4  BODY_END     it is whole       nothing
    5  BODY_BROKEN  it never will be  nothing
    6  CANCEL       nobody waits      nothing
    8  STOP         answer, then end  nothing
To the engine
   16  READY        may be asked      fields: Python's version
   17  FAILED       cannot be asked   fields: why, the traceback or absent
   18  HEAD         a response's head fields: status, reason or absent, header names and values
   19  CHUNK        of its body       bytes, at least one
   20  END          it is whole       nothing
   21  ERROR        it never will be  fields: the code or absent, the status that the client gets if no head was sent
   22  LOG          for the log       UTF-8, a line or more; request 0 where it belongs to none
Both ways
    7  ROOM         may be sent       u32: so many more bytes of body

WINDOW bytes of each body may be sent before the first ROOM. A request that was sent is answered by exactly one END or
ERROR, also after CANCEL; what comes for a request that has ended is ignored.
"""

import struct

CONFIG, REQUEST, BODY, BODY_END, BODY_BROKEN, CANCEL, ROOM, STOP = range(1, 9)
READY, FAILED, HEAD, CHUNK, END, ERROR, LOG = range(16, 23)

FIELDS = (
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


def pairs(fields):
    return list(zip(fields[::2], fields[1::2]))


def unpack_request(payload):
    """The request as `strings` wants it, and whether a body follows."""
    fields = unpack_fields(payload)
    request = {name: value for name, value in zip(FIELDS, fields) if value is not None}
    after = len(FIELDS)
    headers = after + 2 + 2 * int(fields[after + 1])
    request["variables"] = {name.decode("latin-1"): value for name, value in pairs(fields[after + 2 : headers])}
    request["headers"] = pairs(fields[headers:])
    return request, fields[after] is not None


def pack_head(status, reason, headers):
    return pack_fields([b"%d" % status, reason] + [part for header in headers for part in header])


class Reader:
    """Cuts what arrives into frames, however it was cut on the way."""

    def __init__(self):
        self.pending = bytearray()

    def feed(self, wire):
        """The frames that are complete now, as (kind, request, payload). @raise BadFrame"""
        pending = self.pending
        pending += wire
        found, at = [], 0
        while len(pending) - at >= prefix.size:
            length, kind, request = prefix.unpack_from(pending, at)
            if length > LONGEST:
                raise BadFrame("a frame of %d bytes" % length)
            start = at + prefix.size
            if len(pending) < start + length:
                break
            found.append((kind, request, bytes(pending[start : start + length])))
            at = start + length
        del pending[:at]
        return found
