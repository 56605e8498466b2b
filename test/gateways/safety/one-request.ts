/** What a connection that carries one request of meta-variables must survive. Any test runner can run it, as the suites. */
import type { Handler, RawRequest, RawResponse } from "../../../src/exchange.ts";
import type { Protocol } from "../../../src/gateways/connection.ts";
import type { ExchangeRecord, GatewayOptions } from "../../../src/gateways/options.ts";
import { check, same } from "../../../src/testing/check.ts";
import { drain, joined } from "../../../src/testing/drain.ts";
import type { TestCase } from "../../../src/testing/testing.ts";
import { byteString, fromBytes, toBytes } from "../../../src/wire.ts";
import { open } from "../memory-peer.ts";

export type Message = (variables: [string, string][], body?: readonly Uint8Array[]) => Uint8Array;

export const bytes = (text: string): Uint8Array => toBytes(byteString(text));

const plain: RawResponse = { status: 200, headers: [], body: [] };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const base = (length = 0): [string, string][] => [
  ["CONTENT_LENGTH", String(length)],
  ["REQUEST_METHOD", "POST"],
];

/** The status in an answer, however its head begins. */
const statusIn = (sent: string): string | undefined => /^(?:Status:|HTTP\/1\.1) (\d{3})/.exec(sent)?.[1];

/** One connection, with all that it was seen to do. */
export function watched(protocol: Protocol, handler: Handler, options: GatewayOptions = {}) {
  const errors: unknown[] = [];
  const records: ExchangeRecord[] = [];
  const requests: RawRequest[] = [];
  const seen: Handler = (request) => {
    requests.push(request);
    return handler(request);
  };
  const { peer, connection } = open(protocol, seen, {
    onError: (error) => errors.push(error),
    onExchange: (record) => records.push(record),
    ...options,
  });
  const end = () => (peer.destroyed ? "broken" : peer.ended ? "ended" : "open");
  return { peer, connection, errors, records, requests, end };
}

/** A message that no handler sees. */
export const refused = (
  protocol: Protocol,
  [name, source, wire, status]: readonly [string, string, Uint8Array, number],
  options?: GatewayOptions,
): TestCase => ({
  name: `${name} is answered with ${status}, and no handler is called`,
  source,
  async run() {
    const { peer, connection, requests, records, errors, end } = watched(protocol, () => plain, options);
    connection.receive(wire);
    await turn();
    same([statusIn(peer.sent), end()], [String(status), "ended"], "the answer");
    same([requests.length, errors.length], [0, 0], "calls of the handler, and errors that were told");
    same([records[0]?.status, records[0]?.request, connection.served], [status, undefined, 1], "what is logged");
    connection.receive(wire);
    connection.finish();
    connection.lost();
    same([statusIn(peer.sent), records.length], [String(status), 1], "the answer to more");
  },
});

const endless = () => {
  const state = { left: 0, made: 0, body: undefined as unknown as RawResponse["body"] };
  state.body = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        state.made++;
        return { done: false, value: new Uint8Array(1000) };
      },
      return: async () => {
        state.left++;
        return { done: true, value: undefined };
      },
    }),
  };
  return state;
};

export function requestCases(protocol: Protocol, message: Message): TestCase[] {
  const values: readonly [string, string, [string, string][], number][] = [
    ["a body above the limit", "RFC 9110, 15.5.14", [["CONTENT_LENGTH", "1073741825"]], 413],
    ["a length of 10^16", "CWE-190", [["CONTENT_LENGTH", "10000000000000000"]], 400],
    ["a negative length", "CWE-190", [["CONTENT_LENGTH", "-1"]], 400],
    ["a length in hexadecimal", "RFC 3875, 4.1.2", [["CONTENT_LENGTH", "0x10"]], 400],
    ["a list of lengths", "RFC 9112, 6.3", [["CONTENT_LENGTH", "3, 3"]], 400],
    ["more headers than the limit", "RFC 6585, 5", Array.from({ length: 101 }, (_, i): [string, string] => [`HTTP_X${i}`, ""]), 431],
    ["a target above the limit", "RFC 9110, 15.5.15", [["REQUEST_URI", `/${"a".repeat(8192)}`]], 414],
    ["a line end in a header", "CWE-93", [["HTTP_X", "a\r\nX-Injected: 1"]], 400],
    ["a line end in a method", "CWE-93", [["REQUEST_METHOD", "GET\r\n"]], 400],
    ["a port that is none", "RFC 3875, 4.1.15", [["SERVER_PORT", "http"]], 400],
    ["a path without a slash", "RFC 3875, 4.1.5", [["PATH_INFO", "etc/passwd"]], 400],
  ];
  const withAll = (more: readonly [string, string][]) => [...new Map([...base(), ...more])];
  return [
    ...values.map(([name, source, more, status]) => refused(protocol, [name, source, message(withAll(more)), status])),
    refused(protocol, ["a head above the limit", "RFC 6585, 5", message(withAll([["A", "x".repeat(1000)]])), 431], {
      limits: { head: 999 },
    }),
    refused(protocol, ["a request without a method", "RFC 3875, 4.1.12", message([["CONTENT_LENGTH", "0"]]), 400]),
    {
      name: "HTTP_PROXY does not reach the handler, nor a name that is an environ's own",
      source: "CVE-2016-5388",
      run() {
        const { connection, requests } = watched(protocol, () => plain);
        const more: [string, string][] = [
          ["HTTP_PROXY", "http://evil.example"],
          ["wsgi.input", "x"],
          ["path", "/"],
        ];
        connection.receive(message([...base(), ...more]));
        const names = [...(requests[0]?.variables?.keys() ?? [])].filter((name) => name !== "SCGI");
        same([names, requests[0]?.headers], [[], [["content-length", "0"]]], "variables and headers");
      },
    },
    {
      name: "a header that would split the head gives a 500",
      source: "CWE-113",
      run() {
        const { connection, peer } = watched(protocol, () => ({ ...plain, headers: [[byteString("X"), byteString("a\r\nY: 1")]] }));
        connection.receive(message(base()));
        same([statusIn(peer.sent), peer.sent.includes("Y: 1")], ["500", false], "the answer");
      },
    },
  ];
}

export function connectionCases(protocol: Protocol, message: Message): TestCase[] {
  const head = message(base(6)).length;
  const asked = message(base(6), [bytes("abcdef")]);
  const echo: Handler = async ({ body }) => ({ ...plain, body: [joined(await drain(body))] });
  return [
    {
      name: "what follows the request is dropped, another request too",
      source: "one request a connection",
      async run() {
        const { connection, peer, requests, end } = watched(protocol, echo);
        connection.receive(joined([asked, asked, bytes("garbage")]));
        await peer.until(({ ended }) => ended);
        connection.receive(asked);
        same([requests.length, end(), peer.sent.endsWith("\r\n\r\nabcdef")], [1, "ended", true], "calls, connection, answer");
      },
    },
    {
      name: "what follows a body that comes late is dropped as well",
      source: "RFC 3875, 4.2",
      async run() {
        const { connection, peer, requests } = watched(protocol, echo);
        connection.receive(asked.subarray(0, head + 3));
        connection.receive(joined([asked.subarray(head + 3), asked]));
        await peer.until(({ ended }) => ended);
        same([requests.length, peer.sent.endsWith("\r\n\r\nabcdef")], [1, true], "calls and answer");
      },
    },
    {
      name: "a peer that ends within the head is left, and no handler is called",
      source: "half a request is none",
      run() {
        const { connection, requests, end } = watched(protocol, echo);
        connection.receive(asked.subarray(0, 3));
        same(connection.phase, "head", "the phase");
        connection.finish();
        same([requests.length, end()], [0, "broken"], "calls and connection");
      },
    },
    {
      name: "a peer that ends within the body makes reading it fail, and is answered",
      source: "RFC 3875, 4.2",
      async run() {
        const { connection, peer, errors } = watched(protocol, echo);
        connection.receive(asked.subarray(0, head + 3));
        connection.finish();
        await peer.until(({ ended }) => ended);
        same([statusIn(peer.sent), (errors[0] as { code?: string }).code], ["500", "DISCONNECTED"], "answer and error");
      },
    },
    {
      name: "a peer that only sends no more is answered",
      source: "shutdown(2)",
      async run() {
        const { connection, peer } = watched(protocol, async () => {
          await turn();
          return { ...plain, body: [bytes("yes")] };
        });
        connection.receive(message(base()));
        connection.finish();
        await peer.until(({ ended }) => ended);
        same(peer.sent.endsWith("\r\n\r\nyes"), true, "the answer is there");
      },
    },
    {
      name: "a peer that goes away has the body left, once, and nothing written to it",
      source: "PEP 3333, Specification Details: close()",
      async run() {
        const made = endless();
        const { connection, peer, records } = watched(protocol, () => ({ ...plain, body: made.body }));
        connection.receive(message(base()));
        await peer.until(({ sent }) => sent.length > 5000);
        connection.lost();
        const { length } = peer.sent;
        await turn();
        same([made.left, peer.sent.length, records.map(({ ended }) => ended)], [1, length, ["left"]], "how the body ended");
      },
    },
    {
      name: "a peer that reads slowly is waited for",
      source: "PEP 3333, Buffering and Streaming",
      async run() {
        const made = endless();
        const { connection, peer } = watched(protocol, () => ({ ...plain, body: made.body }));
        peer.room = false;
        connection.receive(message(base()));
        for (let i = 0; i < 5; i++) await turn();
        same(made.made, 1, "chunks that were made");
        connection.lost();
        peer.drain();
      },
    },
    {
      name: "a peer that sends more than is read is told to wait, and goes on when it is read",
      source: "PEP 3333, Input and Error Streams",
      async run() {
        let go = () => {};
        const read = new Promise<void>((resolve) => {
          go = resolve;
        });
        let got = 0;
        const { connection, peer } = watched(protocol, async ({ body }) => {
          await read;
          got = joined(await drain(body)).length;
          return plain;
        });
        connection.receive(message(base(200_000)));
        connection.receive(new Uint8Array(100_000));
        same(peer.paused, true, "paused");
        go();
        await peer.until(({ paused }) => !paused);
        connection.receive(new Uint8Array(100_000));
        await peer.until(({ ended }) => ended);
        same(got, 200_000, "bytes of the body");
      },
    },
    {
      name: "a body that nobody reads does not keep the peer waiting",
      source: "RFC 9112, 9.3",
      async run() {
        const { connection, peer, end } = watched(protocol, () => plain);
        connection.receive(message(base(200_000)));
        connection.receive(new Uint8Array(100_000));
        connection.receive(new Uint8Array(100_000));
        same([end(), peer.paused], ["ended", false], "connection, and whether it waits");
      },
    },
    {
      name: "a body that breaks off ends with a reset, and one that is too long too",
      source: "the end of the connection is the end of the body",
      async run() {
        for (const length of ["6", "2"]) {
          const headers: RawResponse["headers"] = [[byteString("Content-Length"), byteString(length)]];
          const { connection, errors, records, end } = watched(protocol, () => ({ ...plain, headers, body: [bytes("one")] }));
          connection.receive(message(base()));
          same([end(), errors.length, records[0]?.ended], ["broken", 1, "broken"], "how it ended");
        }
      },
    },
    {
      name: "a connection on which nothing comes is idle, and ended without a word",
      source: "idleTime of GatewayLimits",
      run() {
        const { connection, peer, requests, records, end } = watched(protocol, echo);
        same(connection.phase, "idle", "the phase");
        connection.expire();
        same([peer.sent, requests.length, records.length, end()], ["", 0, 0, "ended"], "answer, calls, records, connection");
      },
    },
    {
      name: "a head that takes too long is answered with 408",
      source: "RFC 9110, 15.5.9",
      run() {
        const { connection, peer, requests, end } = watched(protocol, echo);
        connection.receive(asked.subarray(0, 1));
        same(connection.phase, "head", "the phase");
        connection.expire();
        same([statusIn(peer.sent), requests.length, end()], ["408", 0, "ended"], "answer, calls, connection");
      },
    },
    {
      name: "a body that takes too long is answered with 408, and reading it fails",
      source: "RFC 9110, 15.5.9",
      async run() {
        let failure: unknown;
        const { connection, peer, end } = watched(protocol, async ({ body }) => {
          await drain(body).catch((error) => {
            failure = error.code;
          });
          return plain;
        });
        connection.receive(message(base(6)));
        await turn();
        same(connection.phase, "body", "the phase");
        connection.expire();
        await turn();
        await turn();
        same([statusIn(peer.sent), failure, end()], ["408", "DISCONNECTED", "ended"], "answer, failure, connection");
      },
    },
    {
      name: "an answer that nobody takes is broken off, and its body left",
      source: "slow readers",
      async run() {
        const made = endless();
        const { connection, peer, end } = watched(protocol, () => ({ ...plain, body: made.body }));
        peer.room = false;
        connection.receive(message(base()));
        await turn();
        same(connection.phase, "answer", "the phase");
        connection.expire();
        await turn();
        same([end(), made.left], ["broken", 1], "connection, and how often the body was left");
      },
    },
    {
      name: "draining lets the one request be answered",
      source: "no accepted request is lost",
      async run() {
        const { connection, peer, end } = watched(protocol, echo);
        connection.drain();
        connection.receive(asked.subarray(0, 2));
        connection.receive(asked.subarray(2));
        await peer.until(({ ended }) => ended);
        same([statusIn(peer.sent), end()], ["200", "ended"], "answer and connection");
      },
    },
    {
      name: "a head in a hundred thousand pieces costs no more than its bytes",
      source: "CWE-407",
      run() {
        const wire = message([...base(), ["A", "x".repeat(50_000)]]);
        const { connection, requests } = watched(protocol, () => plain);
        const before = performance.now();
        for (let i = 0; i < wire.length; i++) connection.receive(wire.subarray(i, i + 1));
        check(performance.now() - before < 5000, "it took seconds");
        same(requests.length, 1, "calls");
      },
    },
    {
      name: "the body is there at once where it came with the head",
      source: "Body of exchange.ts",
      run() {
        const { connection, requests } = watched(protocol, () => plain);
        connection.receive(asked);
        const body = requests[0]?.body;
        check(Array.isArray(body), "the body is no array");
        same(fromBytes(joined(body)), "abcdef", "the body");
      },
    },
  ];
}
