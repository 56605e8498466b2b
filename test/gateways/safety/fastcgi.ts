/** What a FastCGI connection must survive. Any test runner can run it, as the suites. */
import type { RawRequest } from "../../../src/exchange.ts";
import type { GatewayOptions } from "../../../src/gateways/options.ts";
import { check, same } from "../../../src/testing/check.ts";
import type { TestCase } from "../../../src/testing/testing.ts";
import type { ByteString } from "../../../src/wire.ts";
import { abort, begin, pair, pairs, params, plainVariables, record, stdin, whole } from "../clients/fastcgi.ts";
import { echo, ended, endless, held, ok, serve, ticks } from "../fastcgi-served.ts";

const spec = "FastCGI Specification";
const variables = pairs(plainVariables);
const posted = (id: number, length: number | "") =>
  begin(id) + params(id, pairs({ ...plainVariables, CONTENT_LENGTH: String(length) })) + params(id);

/** What a handler is given of a request with these variables, or how it was refused. */
async function arrived(more: Readonly<Record<string, string>>, options: GatewayOptions = {}): Promise<RawRequest | string> {
  let seen: RawRequest | undefined;
  const { send, said } = serve((request) => {
    seen = request;
    return ok();
  }, options);
  await send(whole(1, more));
  return seen ?? said(1) ?? "nothing";
}

const badRequest = "400 Bad Request\n";

/** These variables are refused, and the connection goes on. */
const refused = (name: string, source: string, content: string, answer = badRequest, options: GatewayOptions = {}): TestCase => ({
  name: `${name} is refused, and the connection goes on`,
  source,
  async run() {
    const { send, said, peer } = serve(echo, options);
    await send(begin(1) + params(1, content) + params(1) + stdin(1));
    same([said(1), ended(peer)], [answer, "open"], "the answer");
    await send(whole(2, {}, "next"));
    same(said(2), "200 next", "the answer to the next request");
  },
});

const broken = (name: string, source: string, ...packets: string[]): TestCase => ({
  name: `${name} breaks the connection off, and leaves the body that is sent`,
  source,
  async run() {
    const made = endless();
    const { send, peer, connection } = serve(() => ({ status: 200, headers: [], body: made.body }));
    await send(whole(9));
    await send(...packets);
    same([ended(peer), made.left], ["broken", 1], "the connection, and how often the body was left");
    const { length } = peer.sent;
    await send(whole(3));
    same([peer.sent.length, connection.served], [length, 1], "what was written and served after that");
  },
});

/** Nothing comes of it, and a request after it is served. */
const ignored = (name: string, source: string, ...packets: string[]): TestCase => ({
  name: `${name} is ignored`,
  source,
  async run() {
    const { send, said, peer } = serve(echo);
    await send(...packets);
    same(peer.sent, "", "what was written");
    await send(whole(1, {}, "next"));
    same([said(1), ended(peer)], ["200 next", "open"], "the answer to the next request");
  },
});

const lengths: TestCase[] = [
  refused("a pair longer than the stream", `${spec}, 3.4`, "\x05\x7fABCDEx"),
  refused("a name of 2^31 - 1 bytes", `${spec}, 3.4`, "\xff\xff\xff\xff\x01A"),
  refused("a value of 2^31 - 1 bytes", `${spec}, 3.4`, "\x01\xff\xff\xff\xffA"),
  refused("a length that is cut", `${spec}, 3.4`, `${variables}\x80\0`),
  refused(
    "variables beyond the limit",
    "limits.head",
    pairs({ ...plainVariables, HTTP_X: "x".repeat(65_000) }),
    "431 Request Header Fields Too Large\n",
    {
      limits: { head: 65_000 },
    },
  ),
  refused(
    "a header line too many",
    "limits.headers",
    pairs({ ...plainVariables, ...Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`HTTP_X${i}`, ""])) }),
    "431 Request Header Fields Too Large\n",
  ),
  refused(
    "a target beyond the limit",
    "limits.target",
    pairs({ ...plainVariables, REQUEST_URI: `/${"x".repeat(8192)}` }),
    "414 URI Too Long\n",
  ),
  refused(
    "a body that is said to be beyond the limit",
    "limits.body",
    pairs({ ...plainVariables, CONTENT_LENGTH: "1001" }),
    "413 Content Too Large\n",
    {
      limits: { body: 1000 },
    },
  ),
  {
    name: "variables without an end are refused when they reach the limit, and the rest of them is dropped",
    source: "limits.head",
    async run() {
      const { send, said, peer } = serve(echo, { limits: { head: 100_000 } });
      for (let i = 0; i < 3; i++) await send(begin(1).slice(i === 0 ? 0 : 16), params(1, pair("HTTP_A", "x".repeat(40_000))));
      same([said(1), ended(peer)], ["431 Request Header Fields Too Large\n", "open"], "the answer");
      const { length } = peer.sent;
      await send(params(1, "more"), params(1), stdin(1, "x"), stdin(1));
      same(peer.sent.length, length, "what was written");
    },
  },
  {
    name: "a body without a length is refused when it reaches the limit",
    source: "limits.body",
    async run() {
      const { send, said } = serve(echo, { limits: { body: 1000 } });
      await send(posted(1, "") + stdin(1, "x".repeat(600)), stdin(1, "x".repeat(600)), stdin(1));
      same(said(1), "413 Content Too Large\n", "the answer");
    },
  },
  {
    name: "a body that reaches the limit while it is answered does not make a second answer",
    source: "limits.body",
    async run() {
      const body = async function* (request: RawRequest) {
        yield* request.body;
      };
      const { send, answer, peer } = serve((request) => ({ status: 200, headers: [], body: body(request) }), { limits: { body: 1000 } });
      await send(posted(1, "") + stdin(1, "x".repeat(600)));
      await send(stdin(1, "y".repeat(600)));
      const { response, stdout } = answer(1)!;
      same([stdout.split("Status:").length, response.complete, ended(peer)], [2, false, "broken"], "the answer");
    },
  },
  {
    name: "sixty-five thousand tiny records are read in one pass",
    source: `${spec}, 3.3`,
    async run() {
      const content = pair("HTTP_X", "y".repeat(50_000));
      const { send, said } = serve(echo);
      await send(begin(1) + Array.from(variables + content, (byte) => params(1, byte)).join("") + params(1) + stdin(1));
      same(said(1), "200 ", "the answer");
    },
  },
  {
    name: "a header that is repeated ten thousand times does not take quadratic time",
    source: "cgi/variables.ts, addVariable",
    async run() {
      same(await arrivedRaw(variables + pair("HTTP_X", "").repeat(7000)), "200 ", "the answer");
    },
  },
  {
    name: "a CONTENT_LENGTH that is no number is refused",
    source: "RFC 3875, 4.1.2; CWE-444",
    async run() {
      for (const CONTENT_LENGTH of ["-1", "+5", "5, 5", "0x5", "1e3", " 5", "99999999999999999999"])
        same(await arrived({ CONTENT_LENGTH }), badRequest, CONTENT_LENGTH);
    },
  },
  refused(
    "a CONTENT_LENGTH that is there twice",
    "RFC 9110, 8.6; CWE-444",
    `${variables}${pair("CONTENT_LENGTH", "3")}${pair("CONTENT_LENGTH", "5")}`,
  ),
];

async function arrivedRaw(content: string): Promise<string | undefined> {
  const { send, said } = serve(echo);
  await send(begin(1) + params(1, content) + params(1) + stdin(1));
  return said(1);
}

const ids: TestCase[] = [
  ignored("FCGI_PARAMS of an unknown id", `${spec}, 3.3`, params(5, variables), params(5)),
  ignored("FCGI_STDIN of an unknown id", `${spec}, 3.3`, stdin(5, "x"), stdin(5)),
  ignored("FCGI_ABORT_REQUEST of an unknown id", `${spec}, 3.3`, abort(5)),
  ignored("an unknown type with an id", `${spec}, 3.3`, record(200, 5, "x")),
  ignored("FCGI_DATA, which only a filter has", `${spec}, 6.4`, record(8, 5, "x"), record(8, 5)),
  ignored(
    "a record that only an application sends",
    `${spec}, 3.3`,
    record(3, 5, "\0".repeat(8)),
    record(6, 5, "x"),
    record(7, 5, "x"),
    record(10, 5),
    record(11, 5),
  ),
  broken("a request that begins under an id in use", `${spec}, 3.3`, begin(9)),
  broken("FCGI_BEGIN_REQUEST that is too short", `${spec}, 5.1`, record(1, 2, "\0\x01\x01\0\0\0\0")),
  broken("FCGI_BEGIN_REQUEST that is too long", `${spec}, 5.1`, record(1, 2, `\0\x01\x01${"\0".repeat(65_000)}`)),
  broken("another version", `${spec}, 3.3`, `\x02${begin(2).slice(1)}`),
  broken("HTTP on this port", "a wrong configuration", "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"),
  broken("a TLS handshake on this port", "a wrong configuration", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"),
  broken("a management record whose pairs are cut", `${spec}, 4.1`, record(9, 0, "\x0e")),
  {
    name: "FCGI_BEGIN_REQUEST under id 0 begins nothing",
    source: `${spec}, 3.3 and 4.2`,
    async run() {
      const { handler, requests } = held();
      const { send, records } = serve(handler);
      await send(begin(0) + params(0, variables) + params(0) + stdin(0));
      same(
        [records().map(({ type, content }) => [type, content.charCodeAt(0)]), requests.length],
        [[1, 4, 4, 5].map((type) => [11, type]), 0],
        "what came back",
      );
    },
  },
  {
    name: "variables that come after their end change nothing",
    source: `${spec}, 3.3`,
    async run() {
      const { handler, requests } = held();
      const { send, peer } = serve(handler);
      await send(posted(1, 3), params(1, pair("REMOTE_USER", "x".repeat(65_500))), params(1, variables), params(1), stdin(1, "abc"));
      same([requests.length, requests[0]?.variables?.size ?? 0, peer.sent], [1, 0, ""], "requests, other variables, and what was written");
    },
  },
  {
    name: "a body before the end of the variables is refused",
    source: `${spec}, 6.2`,
    async run() {
      for (const early of [stdin(1, "x"), stdin(1)]) {
        const { send, said, peer } = serve(echo);
        await send(begin(1) + params(1, variables) + early + params(1) + stdin(1));
        same([said(1), ended(peer)], [badRequest, "open"], "the answer");
      }
    },
  },
  {
    name: "a thousand requests that begin and go no further are held to the limit",
    source: `${spec}, 5.5, FCGI_OVERLOADED`,
    async run() {
      const { send, records } = serve(echo, {}, 50);
      await send(Array.from({ length: 1000 }, (_, i) => begin(i + 1)).join(""));
      const refusals = records();
      same([refusals.length, refusals.every(({ content }) => content.charCodeAt(4) === 2)], [950, true], "refusals");
    },
  },
  {
    name: "a web server that asks and does not listen is not listened to",
    source: "CWE-400",
    async run() {
      for (const asked of [record(9, 0, pair("FCGI_MAX_REQS")), record(42, 0), begin(1, { role: 3 }), begin(1) + abort(1), whole(1)]) {
        const { send, peer } = serve(() => ok());
        peer.room = false;
        await send(asked);
        same(peer.paused, true, "paused");
        peer.drain();
        await ticks();
        same(peer.paused, false, "paused, after it has listened");
      }
    },
  },
];

const heads: TestCase[] = [
  {
    name: "Proxy becomes neither a header nor a variable",
    source: "CVE-2016-5388",
    async run() {
      const request = (await arrived({ HTTP_PROXY: "http://evil.example" })) as RawRequest;
      check(!JSON.stringify([request.headers, ...(request.variables ?? [])]).includes("evil"), "HTTP_PROXY got through");
    },
  },
  {
    name: "a variable that no header makes is no header: it cannot shadow one",
    source: "RFC 3875, 4.1.18",
    async run() {
      const request = (await arrived({
        HTTP_X_MODEL: "mine",
        http_x_model: "theirs",
        "HTTP_X-MODEL": "theirs",
        HTTP_X_Model: "theirs",
      })) as RawRequest;
      same(
        request.headers.filter(([name]) => /model/i.test(name)),
        [["x-model", "mine"]],
        "the headers",
      );
    },
  },
  ...["PATH_INFO", "SCRIPT_NAME", "QUERY_STRING", "REQUEST_URI", "REMOTE_USER"].map(
    (name): TestCase => ({
      name: `NUL in ${name} is refused`,
      source: "CWE-158",
      run: async () => same(await arrived({ [name]: "/a\0b" }), badRequest, "the answer"),
    }),
  ),
  {
    name: "a line end in a header's value is refused",
    source: "CWE-113",
    async run() {
      for (const end of ["\r\n", "\n", "\r", "\0"])
        same(await arrived({ HTTP_X: `a${end}X-Injected: 1` }), badRequest, JSON.stringify(end));
    },
  },
  {
    name: "a request without a method, or with one that is no token, is refused",
    source: "RFC 3875, 4.1.12",
    async run() {
      for (const REQUEST_METHOD of ["", "GET /", "G\r\nT"]) same(await arrived({ REQUEST_METHOD }), badRequest, REQUEST_METHOD);
    },
  },
  {
    name: "a port that is none is refused",
    source: "RFC 3875, 4.1.15",
    async run() {
      for (const SERVER_PORT of ["65536", "-1", "80 ", "http"]) same(await arrived({ SERVER_PORT }), badRequest, SERVER_PORT);
    },
  },
  {
    name: "no head of a response is split",
    source: "CWE-113",
    async run() {
      for (const value of ["a\r\nX-Injected: 1", "a\nb", "a\0", "\u010a"]) {
        const { send, answer, said } = serve(() => ok("", [["X-Model" as ByteString, value as ByteString]]));
        await send(whole(1));
        check(!answer(1)!.stdout.includes("X-Model"), "the header got through");
        same(said(1), "500 Internal Server Error\n", "the answer");
      }
    },
  },
];

const leavings: TestCase[] = [
  {
    name: "a connection that is lost leaves every body that is sent, once",
    source: "PEP 3333, Specification Details: close()",
    async run() {
      const made = [endless(), endless(), endless()];
      const { send, connection } = serve(({ query }) => ({ status: 200, headers: [], body: made[Number(query)]!.body }));
      await send(...made.map((_, i) => whole(i + 1, { QUERY_STRING: String(i) })));
      connection.lost();
      await ticks();
      same(
        made.map(({ left }) => left),
        [1, 1, 1],
        "how often each was left",
      );
    },
  },
  {
    name: "a connection that is lost gives DISCONNECTED to every handler that reads, and is not written to",
    source: "src/errors.ts, DISCONNECTED",
    async run() {
      const codes: unknown[] = [];
      const later: string[] = [];
      const errors = { write: (text: string) => void later.push(text), writelines: () => {}, flush: () => {} };
      const { send, connection, peer } = serve(
        async (request) => {
          request.server.errors.write("held");
          await echo(request).catch(({ code }) => codes.push(code));
          request.server.errors.write("too late\n");
          return ok("too late");
        },
        {
          server: {
            multithread: false,
            multiprocess: false,
            runOnce: false,
            errors,
          },
        },
      );
      await send(posted(1, 5) + stdin(1, "12"), posted(2, 5), posted(3, "") + stdin(3, "1"));
      peer.ended = true;
      connection.lost();
      await ticks();
      same([codes, peer.sent], [["DISCONNECTED", "DISCONNECTED", "DISCONNECTED"], ""], "what handlers saw");
      same(later.sort(), ["held", "held", "held", "too late\n", "too late\n", "too late\n"], "what the server heard");
    },
  },
  {
    name: "an answer that comes after the connection is lost is left",
    source: "PEP 3333, Specification Details: close()",
    async run() {
      const made = endless();
      const { handler, answer } = held();
      const { send, connection, peer } = serve(handler);
      await send(whole(1));
      connection.lost();
      answer(0, { status: 200, headers: [], body: made.body });
      await ticks();
      same([made.left, peer.sent], [1, ""], "how often it was left, and what was written");
    },
  },
  {
    name: "a half-closed web server gets the answers to what it has sent, and then the end",
    source: "RFC 9293, 3.6",
    async run() {
      const { handler, answer } = held();
      const { send, connection, peer, said } = serve(handler);
      await send(whole(1) + whole(2));
      connection.finish();
      answer(0, ok("one"));
      await ticks();
      same([said(1), ended(peer)], ["200 one", "open"], "after the first");
      answer(1, ok("two"));
      await ticks();
      same([said(2), ended(peer)], ["200 two", "ended"], "after the second");
    },
  },
  {
    name: "a half-closed web server that owes a body, or variables, is not waited for",
    source: "RFC 9293, 3.6",
    async run() {
      const { send, connection, peer, answer } = serve(async (request) => echo(request).catch(() => ok("cut")));
      await send(posted(1, 5) + stdin(1, "12"), begin(2) + params(2, variables));
      connection.finish();
      await ticks();
      same([answer(1)!.stdout.endsWith("cut"), answer(2)!.ended !== undefined, ended(peer)], [true, true, "ended"], "the ends");
    },
  },
  {
    name: "a half-closed web server in the middle of a record is not waited for",
    source: "RFC 9293, 3.6",
    async run() {
      const { send, connection, peer } = serve(echo);
      await send(begin(1).slice(0, 11));
      connection.finish();
      same(ended(peer), "ended", "the connection");
    },
  },
  {
    name: "a web server that does not take the answer stops the application, until it does",
    source: "PEP 3333, Buffering and Streaming",
    async run() {
      let made = 0;
      const body = {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: ++made > 9, value: new Uint8Array(30_000) }) as IteratorResult<Uint8Array>,
        }),
      };
      const { send, peer, answer } = serve(() => ({ status: 200, headers: [], body }));
      peer.room = false;
      await send(whole(1));
      same(made, 1, "chunks made");
      peer.drain();
      await ticks();
      same([made, answer(1)!.response.body.length], [10, 270_000], "chunks made, and bytes sent");
    },
  },
  {
    name: "a body that nobody reads is not kept beyond its limits, and does not keep other requests waiting for ever",
    source: `${spec}, 3.3: requests share a connection`,
    async run() {
      const { handler } = held();
      const { send, peer, connection, said } = serve((request) => (request.query === "2" ? ok("two") : handler(request)));
      await send(posted(1, 1e9) + whole(3, { QUERY_STRING: "2" }));
      for (let i = 0; i < 40; i++) await send(stdin(1, "x".repeat(32_768)));
      same([peer.paused, connection.phase], [true, "body"], "held back, and on the clock");
      connection.expire();
      await send(whole(2, { QUERY_STRING: "2" }));
      same([peer.paused, said(2)], [false, "200 two"], "afterwards");
    },
  },
  {
    name: "a web server that stops in the middle of a head is answered 408, and does not stop the others",
    source: "limits.headTime",
    async run() {
      const { send, peer, connection, said } = serve(echo);
      await send(begin(1) + params(1, variables.slice(0, 30)));
      same(connection.phase, "head", "the phase");
      connection.expire();
      same([said(1), ended(peer)], ["408 Request Timeout\n", "ended"], "the answer");
    },
  },
  {
    name: "two answers at once do not get into each other's records",
    source: `${spec}, 3.3`,
    async run() {
      const bodyOf = (byte: number) =>
        (async function* () {
          for (let i = 0; i < 20; i++) yield new Uint8Array(10_000 * (i % 4) + 1).fill(byte);
        })();
      const { send, answer } = serve(({ query }) => ({ status: 200, headers: [], body: bodyOf(Number(query)) }));
      await send(whole(1, { QUERY_STRING: "1" }) + whole(2, { QUERY_STRING: "2" }));
      for (let i = 0; i < 50; i++) await ticks();
      for (const id of [1, 2]) {
        const { body, complete } = answer(id)!.response;
        same([body.length, body.every((byte) => byte === id), complete], [300_020, true, true], `the answer ${id}`);
      }
    },
  },
];

export const fastcgiSafety: readonly TestCase[] = [...lengths, ...ids, ...heads, ...leavings];
