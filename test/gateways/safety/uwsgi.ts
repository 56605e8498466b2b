/** What a uwsgi connection must survive. */
import { uwsgiProtocol } from "../../../src/gateways/uwsgi.ts";
import type { TestCase } from "../../../src/testing/testing.ts";
import { uwsgiMessage, uwsgiPacket } from "../clients/uwsgi.ts";
import { bytes, connectionCases, refused, requestCases } from "./one-request.ts";

const messages: readonly (readonly [string, string, string, number])[] = [
  ["a packet for another language", "uwsgi, Packet descriptions", uwsgiPacket([["REQUEST_METHOD", "GET"]], 5), 400],
  ["a packet that asks to reload", "uwsgi, Packet descriptions", uwsgiPacket([], 98), 400],
  ["a packet with a second modifier", "uwsgi, Packet descriptions", uwsgiPacket([["REQUEST_METHOD", "GET"]], 0, 1), 400],
  ["an HTTP request", "uwsgi, Packet descriptions", "GET / HTTP/1.1\r\n\r\n", 400],
  ["a name of 65535 bytes that are not there", "CWE-125", "\0\x02\0\0\xff\xff", 400],
  ["a value of 65535 bytes that are not there", "CWE-125", "\0\x05\0\0\x01\0A\xff\xff", 400],
  [
    "NUL in a path",
    "CWE-158",
    uwsgiPacket([
      ["REQUEST_METHOD", "GET"],
      ["PATH_INFO", "/a\0b"],
    ]),
    400,
  ],
  [
    "NUL in a header",
    "RFC 9110, 5.5",
    uwsgiPacket([
      ["REQUEST_METHOD", "GET"],
      ["HTTP_X", "a\0b"],
    ]),
    400,
  ],
  [
    "NUL in a name",
    "CWE-158",
    uwsgiPacket([
      ["REQUEST_METHOD", "GET"],
      ["A\0B", "1"],
    ]),
    400,
  ],
  [
    "a second CONTENT_LENGTH",
    "RFC 9112, 6.3",
    uwsgiPacket([
      ["REQUEST_METHOD", "GET"],
      ["CONTENT_LENGTH", "0"],
      ["CONTENT_LENGTH", "9"],
    ]),
    400,
  ],
];

export const uwsgiSafety: readonly TestCase[] = [
  ...messages.map(([name, source, text, status]) => refused(uwsgiProtocol, [name, source, bytes(text), status])),
  ...requestCases(uwsgiProtocol, uwsgiMessage),
  ...connectionCases(uwsgiProtocol, uwsgiMessage),
];
