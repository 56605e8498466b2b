"""An application's status, headers and chunks as wire bytes, with the types that its model accepts and no others."""

import re

from .faults import Fault
from .frames import pack_head
from .strings import encode_any, utf16_offset

controls = re.compile(rb"[\x00-\x1f\x7f]")
controls_but_tab = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
token = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
status_line = re.compile(rb"[1-9][0-9][0-9] ")
digits = re.compile(rb"[0-9]{1,15}")


def wire_of(specs, value, key):
    try:
        return encode_any(specs, value)
    except TypeError as error:
        raise Fault("WRONG_TYPE", str(error), key) from error
    except UnicodeEncodeError as error:
        raise Fault("UNENCODABLE", "has no bytes in %s" % error.encoding, key, utf16_offset(error)) from error


def refuse_controls(wire, pattern, key):
    found = pattern.search(wire)
    if found is not None:
        raise Fault("HEAD_INJECTION", "holds the control character 0x%02x" % wire[found.start()], key, found.start())


def read_status(accepts, value):
    """The number and the reason phrase; None for the phrase where the model has only a number."""
    if accepts is None:
        if type(value) is bool or not isinstance(value, int):
            raise Fault("WRONG_TYPE", "is %s, not an integer" % type(value).__name__, "status")
        if not 100 <= value <= 999:
            raise Fault("BAD_STATUS", "is not from 100 to 999", "status")
        return int(value), None
    wire = wire_of(accepts, value, "status")
    if status_line.match(wire) is None:
        raise Fault("BAD_STATUS", "is not three digits, a space and a reason phrase", "status")
    refuse_controls(wire, controls, "status")
    return int(wire[:3]), wire[4:]


def read_header(response, header, pairs, place):
    if not isinstance(header, pairs):
        raise Fault("WRONG_TYPE", "is %s, not %s" % (type(header).__name__, " or ".join(pair.__name__ for pair in pairs)), place)
    if len(header) != 2:
        raise Fault("WRONG_TYPE", "is not a pair of name and value", place)
    name = wire_of(response["headerName"], header[0], place)
    refuse_controls(name, controls, place)
    if token.fullmatch(name) is None:
        raise Fault("BAD_HEADER", "the name is not a token", place)
    place = "%s %s" % (place, name.decode("ascii"))
    value = wire_of(response["headerValue"], header[1], place)
    refuse_controls(value, controls_but_tab, place)
    return name, value


#: What is longer is not remembered, and no more than so many.
LONGEST, MOST = 256, 1000


class Seen(dict):
    """What was found to be good, by the value that said it: it is in the next answer too, and is not read again."""

    def remember(self, value, found, size):
        if size <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[value] = found
        return found


def head_reader(response, pairs):
    """A function from a status and headers to the status as a number, the head as a frame has it, and Content-Length or None.

    `pairs` are the types that a header may be of.
    """
    statuses, lines = Seen(), Seen()

    def read_line(status):
        number, reason = read_status(response["status"], status)
        found = number, pack_head(number, reason, [])
        return statuses.remember(status, found, len(found[1])) if type(status) in plain else found

    def read_pair(header, index):
        name, value = read_header(response, header, pairs, "headers[%d]" % index)
        found = b"\0%s\0%s" % (name, value), length_in(name, value)
        return lines.remember(header, found, len(found[0])) if type(header) is tuple and plain.issuperset(map(type, header)) else found

    def read(status, headers):
        known = statuses.get(status) if type(status) in plain else None
        number, line = known or read_line(status)
        if not isinstance(headers, list):
            raise Fault("WRONG_TYPE", "is %s, not a list" % type(headers).__name__, "headers")
        parts, lengths = [line], ()
        for header in headers:
            try:
                found = lines.get(header)
            except TypeError:  # it may change
                found = None
            part, said = found or read_pair(header, len(parts) - 1)
            parts.append(part)
            if said:
                lengths += said
        return number, b"".join(parts), content_length(lengths) if lengths else None

    return read


#: Types of which equal values are the same.
plain = frozenset((str, bytes, int))


def length_in(name, value):
    """The lengths that a header says: none, or one, which is None if it is no decimal number."""
    if len(name) != 14 or name.lower() != b"content-length":
        return ()
    return (int(value) if digits.fullmatch(value) else None,)


def content_length(lengths):
    """The only one of those that are said. @raise Fault BAD_CONTENT_LENGTH"""
    if len(lengths) > 1 or lengths[0] is None:
        raise Fault("BAD_CONTENT_LENGTH", "is not one decimal number", "Content-Length")
    return lengths[0]
