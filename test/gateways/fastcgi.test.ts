/** A connection of the FastCGI gateway, held to the FastCGI Specification 1.0. */
import { describe, expect, test } from "vitest";
import type { RawRequest } from "../../src/exchange.ts";
import { fastcgiProtocol } from "../../src/gateways/fastcgi/connection.ts";
import type { ExchangeRecord } from "../../src/gateways/options.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import { abort, begin, bytes, pair, pairs, params, plainVariables, record, stdin, whole } from "./clients/fastcgi.ts";
import { echo, ended, endless, held, ok, serve, ticks } from "./fastcgi-served.ts";
import { cuts, open } from "./memory-peer.ts";

const head = (...lines: string[]) => `${["Status: 200 OK", ...lines].join("\r\n")}\r\n\r\n`;
const padded = (type: number, id: number, content = "") => record(type, id, content, -content.length & 7);
const end = (id: number, appStatus = 0, protocolStatus = 0) =>
  record(3, id, `\0\0\0${String.fromCharCode(appStatus, protocolStatus)}\0\0\0`);
const variables = pairs(plainVariables);
const readAll = async (request: RawRequest) => {
  let text = "";
  for await (const chunk of request.body) text += fromBytes(chunk);
  return text;
};
const posted = (id: number, length: number | "") =>
  begin(id) + params(id, pairs({ ...plainVariables, REQUEST_METHOD: "POST", CONTENT_LENGTH: String(length) })) + params(id);

describe("Appendix B, Typical Protocol Message Flow", () => {
  const html = [["Content-type" as ByteString, "text/html" as ByteString]] as const;
  const answered = (id: number, text: string) => padded(6, id, head("Content-type: text/html") + text) + padded(6, id) + end(id);

  test("1: a simple request with no data on stdin", () => {
    const wire = bytes(begin(1, { keep: false }) + params(1, variables) + params(1) + stdin(1));
    for (const packets of cuts(wire)) {
      const { peer, connection } = open(fastcgiProtocol({ connections: 1, requests: 1 }), () => ok("<html>\n<head> ... ", html));
      for (const packet of packets) connection.receive(packet);
      expect(peer.sent).toBe(answered(1, "<html>\n<head> ... "));
      expect(ended(peer)).toBe("ended");
    }
  });
  test("2: the parameters in two records, and data on stdin", async () => {
    const all = pairs({ ...plainVariables, CONTENT_LENGTH: "25" });
    const data = "quantity=100&item=3047936";
    const { send, said } = serve(echo);
    await send(begin(1) + params(1, all.slice(0, 31)) + params(1, all.slice(31)) + params(1) + stdin(1, data) + stdin(1));
    expect(said(1)).toBe(`200 ${data}`);
  });
  test("3: the application writes to stderr", () => {
    const { peer, connection } = serve(({ server }) => {
      server.errors.write("config error: missing SI_UID\n");
      return ok("<html> ... ", html);
    });
    connection.receive(bytes(whole(1)));
    const error = padded(7, 1, "config error: missing SI_UID\n");
    expect(peer.sent).toBe(
      `${error}${padded(6, 1, `${head("Content-type: text/html")}<html> ... `)}${padded(6, 1)}${padded(7, 1)}${end(1)}`,
    );
  });
  test("4: two requests multiplexed on one connection, the second answered first", async () => {
    const { handler, requests, answer } = held();
    const { peer, send } = serve(handler);
    await send(begin(1), params(1, variables), begin(2), params(2, variables), params(1), stdin(1), params(2), stdin(2));
    expect(requests).toHaveLength(2);
    answer(1, ok("two"));
    await ticks();
    answer(0, ok("one"));
    await ticks();
    expect(peer.sent).toBe([2, 1].map((id) => padded(6, id, `${head()}${id === 1 ? "one" : "two"}`) + padded(6, id) + end(id)).join(""));
  });
});

describe("3.3, Records", () => {
  test("records of a request are taken apart from those of the others, however they are cut", async () => {
    const wire =
      begin(1) +
      begin(2) +
      params(2, variables) +
      params(1, variables) +
      params(2) +
      stdin(2, "tw") +
      params(1) +
      stdin(1, "one") +
      stdin(2, "o") +
      stdin(1) +
      stdin(2);
    for (const packets of cuts(bytes(wire))) {
      const { connection, said } = serve(echo);
      for (const packet of packets) connection.receive(packet);
      await ticks();
      expect([said(1), said(2)]).toEqual(["200 one", "200 two"]);
    }
  });
  test("records of an id that is not in use are ignored", async () => {
    const { peer, send, said } = serve(echo);
    await send(params(7, "garbage"), params(7), stdin(7, "x"), stdin(7), abort(7), record(8, 7, "data"), record(42, 7, "x"), whole(1));
    expect(said(1)).toBe("200 ");
    expect(peer.sent).not.toContain("\0\x07");
  });
  test("an id is free after FCGI_END_REQUEST, and what still comes of its old request is ignored", async () => {
    const { send, said, peer } = serve(() => ok("early"));
    await send(posted(1, 10) + stdin(1, "01234"));
    expect(said(1)).toBe("200 early");
    peer.sent = "";
    await send(stdin(1, "56789"), stdin(1), whole(1));
    expect(said(1)).toBe("200 early");
  });
});

describe("3.5, Closing Transport Connections", () => {
  test("without FCGI_KEEP_CONN the connection is closed after the response", async () => {
    const { peer, send } = serve(() => ok());
    await send(whole(1, {}, "", false));
    expect(ended(peer)).toBe("ended");
  });
  test("with it, requests follow one another, in one packet and in several", async () => {
    const { peer, send, records, connection } = serve(() => ok());
    await send(whole(1) + whole(1), whole(1) + whole(2), whole(65_535));
    expect(records().filter(({ type }) => type === 3)).toHaveLength(5);
    expect([ended(peer), connection.served, connection.phase]).toEqual(["open", 5, "idle"]);
  });
  test("requests that are under way are answered before the connection is closed", async () => {
    const { handler, answer } = held();
    const { peer, send, said } = serve(handler);
    await send(whole(1, {}, "", false) + whole(2));
    answer(0, ok("one"));
    await ticks();
    expect([said(1), ended(peer)]).toEqual(["200 one", "open"]);
    answer(1, ok("two"));
    await ticks();
    expect([said(2), ended(peer)]).toEqual(["200 two", "ended"]);
  });
});

describe("5.1, FCGI_BEGIN_REQUEST; 5.5, FCGI_END_REQUEST", () => {
  test.each([0, 2, 3, 65_535])("role %i is refused with FCGI_UNKNOWN_ROLE", async (role) => {
    const { peer, send } = serve(echo);
    await send(begin(1, { role }) + params(1, variables) + params(1) + stdin(1));
    expect([peer.sent, ended(peer)]).toEqual([end(1, 0, 3), "open"]);
    await send(begin(1, { role, keep: false }));
    expect(ended(peer)).toBe("ended");
  });
  test("one request too many is refused with FCGI_OVERLOADED", async () => {
    const { handler } = held();
    const { peer, send } = serve(handler, {}, 2);
    await send(whole(1) + whole(2) + whole(3));
    expect(peer.sent).toBe(end(3, 0, 2));
  });
  test("where a connection has one at a time, the second is refused with FCGI_CANT_MPX_CONN", async () => {
    const { handler } = held();
    const { peer, send } = serve(handler, {}, 1);
    await send(whole(1) + whole(2));
    expect(peer.sent).toBe(end(2, 0, 1));
  });
});

describe("5.4, FCGI_ABORT_REQUEST", () => {
  test("a request whose handler has not answered is ended, and its answer is left", async () => {
    const { handler, answer } = held();
    const { peer, send } = serve(handler);
    await send(whole(1), abort(1));
    expect(peer.sent).toBe(end(1, 1));
    const made = endless();
    answer(0, { status: 200, headers: [], body: made.body });
    await ticks();
    expect([peer.sent, made.left]).toEqual([end(1, 1), 1]);
  });
  test("a body that is being sent is left, once, and the other requests go on", async () => {
    const made = endless();
    const { send, answer, said, peer } = serve(({ query }) => (query === "2" ? ok("two") : { status: 200, headers: [], body: made.body }));
    await send(whole(1), abort(1), abort(1), whole(2, { QUERY_STRING: "2" }));
    expect([made.left, answer(1)!.ended?.charCodeAt(3), said(2), ended(peer)]).toEqual([1, 1, "200 two", "open"]);
  });
  test("a request whose parameters are not complete is ended without a handler", async () => {
    const { handler, requests } = held();
    const { peer, send } = serve(handler);
    await send(begin(1) + params(1, variables), abort(1), params(1), stdin(1));
    expect([peer.sent, requests]).toEqual([end(1, 1), []]);
  });
  test("a handler that reads the body gets DISCONNECTED", async () => {
    let caught: unknown;
    const { send } = serve(async (request) => {
      await readAll(request).catch((error) => {
        caught = error;
      });
      return ok();
    });
    await send(posted(1, 10) + stdin(1, "123"), abort(1));
    expect(caught).toMatchObject({ code: "DISCONNECTED" });
  });
});

describe("6.2, Responder: the body", () => {
  const bodies = async (...packets: string[]) => {
    const { handler, requests } = held();
    const { send } = serve(handler);
    await send(...packets);
    return requests.map(({ body }) => (Array.isArray(body) ? body.map((chunk) => fromBytes(chunk)) : "later"));
  };
  test("a request without one has an empty list, as soon as that is known", async () => {
    expect(await bodies(posted(1, 0))).toEqual([[]]);
    expect(await bodies(posted(1, "") + stdin(1))).toEqual([[]]);
    expect(await bodies(posted(1, ""))).toEqual([]);
    expect(await bodies(posted(1, ""), stdin(1))).toEqual([[]]);
  });
  test("one that came with the head is a list, also before its stream is closed", async () => {
    expect(await bodies(posted(1, 3) + stdin(1, "ab") + stdin(1, "c") + stdin(1))).toEqual([["ab", "c"]]);
    expect(await bodies(posted(1, 3) + stdin(1, "abc"))).toEqual([["abc"]]);
    expect(await bodies(posted(1, "") + stdin(1, "abc") + stdin(1))).toEqual([["abc"]]);
  });
  test("one that has not wholly come is read as it comes", async () => {
    expect(await bodies(posted(1, 3) + stdin(1, "ab"))).toEqual(["later"]);
    expect(await bodies(posted(1, 3))).toEqual(["later"]);
    expect(await bodies(posted(1, "") + stdin(1, "abc"))).toEqual(["later"]);
  });
  test("more than CONTENT_LENGTH is cut, in one packet and in several", async () => {
    for (const packets of [
      [posted(1, 3) + stdin(1, "abcd") + stdin(1, "e") + stdin(1)],
      [posted(1, 3), stdin(1, "ab"), stdin(1, "cd"), stdin(1)],
    ]) {
      const { send, said } = serve(echo);
      await send(...packets);
      expect(said(1)).toBe("200 abc");
    }
  });
  test("less than CONTENT_LENGTH is a client that has left: what came can be read, and then DISCONNECTED", async () => {
    for (const packets of [[posted(1, 3) + stdin(1, "ab") + stdin(1)], [posted(1, 3), stdin(1, "ab"), stdin(1)]]) {
      const seen: unknown[] = [];
      const { send } = serve(async ({ body }) => {
        try {
          for await (const chunk of body) seen.push(fromBytes(chunk));
        } catch (error) {
          seen.push((error as { code: string }).code);
        }
        return ok();
      });
      await send(...packets);
      expect(seen).toEqual(["ab", "DISCONNECTED"]);
    }
  });
});

test("who reads a body after the response has ended is told so", async () => {
  const { handler, requests, answer } = held();
  const { send } = serve(handler);
  await send(posted(1, 5) + stdin(1, "ab"));
  answer(0, ok());
  await ticks();
  await expect(readAll(requests[0]!)).rejects.toMatchObject({ code: "INPUT_CLOSED" });
});

describe("6.2, Responder: the response", () => {
  const outOf = async (body: Uint8Array[]) => {
    const { send, records, answer } = serve(() => ({ status: 200, headers: [], body }));
    await send(whole(1));
    return { lengths: records().map(({ content }) => content.length), body: answer(1)!.response.body };
  };
  test("a long chunk goes out in records of at most 65,535 bytes", async () => {
    const chunk = Uint8Array.from({ length: 200_003 }, (_, i) => i % 251);
    const { lengths, body } = await outOf([chunk]);
    expect(lengths).toEqual([head().length, 65_528, 65_528, 65_528, 3416, 3, 0, 8]);
    expect(Buffer.compare(body, chunk)).toBe(0);
  });
  test("a head that is longer than a record goes out in several", async () => {
    const { send, answer } = serve(() => ok("x", [["X-Long" as ByteString, "v".repeat(100_000) as ByteString]]));
    await send(whole(1));
    expect(answer(1)!.response.headers).toEqual([["X-Long", "v".repeat(100_000)]]);
  });
  test("a response that is all there goes out in one piece", async () => {
    const { peer, send, said } = serve(() => ok("hello"));
    let writes = 0;
    const write = peer.write.bind(peer);
    peer.write = (wire) => {
      writes++;
      return write(wire);
    };
    await send(whole(1));
    expect([said(1), writes]).toEqual(["200 hello", 1]);
  });
  test("the last chunk of a response that is made step by step does not wait for the end", async () => {
    const body = (async function* () {
      yield bytes("hello");
      await new Promise(() => {});
    })();
    const { send, answer } = serve(() => ({ status: 200, headers: [["Content-Length" as ByteString, "5" as ByteString]], body }));
    await send(whole(1));
    expect(answer(1)!.stdout).toBe(`${head("Content-Length: 5")}hello`);
  });
  test("the next chunk is made when the web server has taken the one before", async () => {
    let made = 0;
    const { peer, send } = serve(() => ({
      status: 200,
      headers: [],
      body: (function* () {
        for (;;) {
          made++;
          yield new Uint8Array(20_000);
        }
      })(),
    }));
    peer.room = false;
    await send(whole(1));
    expect(made).toBe(1);
    peer.drain();
    peer.room = false;
    await ticks();
    expect(made).toBe(2);
  });
  test("hop-by-hop headers are left out, and a header cannot be a second status", async () => {
    const headers = [
      ["Connection", "close"],
      ["Transfer-Encoding", "chunked"],
      ["status", "500"],
      ["X-A", "1"],
    ] as [ByteString, ByteString][];
    const { send, answer } = serve(() => ok("", headers));
    await send(whole(1));
    expect(answer(1)!.stdout).toBe(head("X-A: 1"));
  });
  test("a response that breaks off has no FCGI_END_REQUEST: the connection is reset", async () => {
    const { peer, send, answer } = serve(() => ({
      status: 200,
      headers: [],
      body: (function* () {
        yield bytes("one");
        throw new Error("broken");
      })(),
    }));
    await send(whole(1));
    expect([answer(1)!.response.complete, answer(1)!.ended, ended(peer)]).toEqual([false, undefined, "broken"]);
  });
  test("what was sent of it goes out all the same, and what was written to wsgi.errors", async () => {
    const { send, answer } = serve(({ server }) => {
      server.errors.write("no line end");
      return {
        status: 200,
        headers: [["Content-Length" as ByteString, "3" as ByteString]],
        body: (function* () {
          yield bytes("one");
          throw new Error("broken");
        })(),
      };
    });
    await send(whole(1));
    expect([answer(1)!.stdout, answer(1)!.stderr, answer(1)!.ended]).toEqual([`${head("Content-Length: 3")}one`, "no line end", undefined]);
  });
  test("before it is reset, the other requests are answered, and new ones refused with FCGI_OVERLOADED", async () => {
    const { handler, answer: respond } = held();
    const { peer, send, said } = serve((request) =>
      request.query === "broken" ? { ...ok(), headers: [["Content-Length", "1"]] as [[ByteString, ByteString]] } : handler(request),
    );
    await send(whole(1) + whole(2, { QUERY_STRING: "broken" }) + whole(3));
    expect(ended(peer)).toBe("open");
    expect(peer.sent.endsWith(end(3, 0, 2))).toBe(true);
    respond(0, ok("one"));
    await ticks();
    expect([said(1), ended(peer)]).toEqual(["200 one", "broken"]);
  });
});

describe("6.2, Responder: wsgi.errors", () => {
  const errorsOf = async (...texts: (string | undefined)[]) => {
    const { send, records } = serve(({ server: { errors } }) => {
      for (const text of texts) {
        if (text === undefined) errors.flush();
        else errors.write(text);
      }
      return ok();
    });
    await send(whole(1));
    return records().flatMap(({ type, content }) => (type === 7 ? [content as string] : []));
  };
  test("lines go out whole, in UTF-8", async () => {
    expect(await errorsOf("a", "b\nc", "\n", "é\n")).toEqual(["ab\n", "c\n", "\xc3\xa9\n", ""]);
  });
  test("what is no whole line goes out when it is flushed, and at the end", async () => {
    expect(await errorsOf("a", undefined, "b")).toEqual(["a", "b", ""]);
  });
  test("a long line is not kept for its end", async () => {
    const { handler, requests } = held();
    const { send, answer } = serve(handler);
    await send(whole(1));
    requests[0]!.server.errors.write("x".repeat(9000));
    expect(answer(1)!.stderr.length).toBe(9000);
  });
  test("a long text is cut into records", async () => {
    expect((await errorsOf("x".repeat(100_000))).map(({ length }) => length)).toEqual([65_528, 34_472, 0]);
  });
  test("a request without errors has no such stream", async () => {
    expect(await errorsOf("", undefined)).toEqual([]);
  });
  test("what is written after the response goes to the server", async () => {
    const later: string[] = [];
    const errors = { write: (text: string) => void later.push(text), writelines: () => {}, flush: () => {} };
    const { handler, requests, answer } = held();
    const { peer, send } = serve(handler, {
      server: { multithread: false, multiprocess: true, runOnce: false, errors },
    });
    await send(whole(1));
    answer(0, ok());
    await ticks();
    const { length } = peer.sent;
    const { server } = requests[0]!;
    server.errors.writelines(["a\n", "b\n"]);
    expect([later, peer.sent.length, server.multiprocess]).toEqual([["a\n", "b\n"], length, true]);
  });
});

describe("back-pressure on the web server", () => {
  const large = "x".repeat(32_768);
  test("one request at a time: a body that nobody reads holds the connection back, and reading lets it go on", async () => {
    const { handler, requests } = held();
    const { peer, send, connection } = serve(handler);
    await send(posted(1, 1e6), stdin(1, large), stdin(1, large));
    expect([peer.paused, connection.phase]).toEqual([true, "answer"]);
    await (requests[0]!.body as AsyncIterableIterator<Uint8Array>).next();
    expect(peer.paused).toBe(false);
  });
  test("a body that is all there holds nobody back, so that a web server that leaves is noticed", async () => {
    for (const [length, last] of [
      [3 * large.length, stdin(1, large)],
      ["", stdin(1, large) + stdin(1)],
    ] as const) {
      const { handler, requests } = held();
      const { peer, send } = serve(handler);
      await send(posted(1, length), stdin(1, large), stdin(1, large));
      expect(peer.paused).toBe(true);
      await send(last);
      expect([peer.paused, (await readAll(requests[0]!)).length]).toEqual([false, 3 * large.length]);
    }
  });
  test("a response that has ended lets it go on", async () => {
    const { handler, answer } = held();
    const { peer, send } = serve(handler);
    await send(posted(1, 1e6), stdin(1, large), stdin(1, large));
    answer(0, ok());
    await ticks();
    expect(peer.paused).toBe(false);
  });
  const asks = record(9, 0, pair("FCGI_MPXS_CONNS"), 0);
  test("several at once: the others go on past a body that nobody reads, up to a limit", async () => {
    const { handler } = held();
    const { peer, send, said, connection } = serve((request) => (request.query === "2" ? ok("two") : handler(request)));
    await send(asks, posted(1, 1e8), ...Array.from({ length: 30 }, () => stdin(1, large)), whole(2, { QUERY_STRING: "2" }));
    expect([peer.paused, said(2), connection.phase]).toEqual([false, "200 two", "answer"]);
    await send(...Array.from({ length: 5 }, () => stdin(1, large)));
    expect([peer.paused, connection.phase]).toEqual([true, "body"]);
  });
  test("past the limit, the body is given up in the end, and what came of it can be read", async () => {
    const { handler, requests } = held();
    const { peer, send, connection, said } = serve((request) => (request.query === "2" ? ok("two") : handler(request)));
    await send(asks, posted(1, 1e8), ...Array.from({ length: 40 }, () => stdin(1, large)));
    connection.expire();
    expect(peer.paused).toBe(false);
    await send(stdin(1, large), whole(2, { QUERY_STRING: "2" }));
    expect([said(2), ended(peer)]).toEqual(["200 two", "open"]);
    await expect(readAll(requests[0]!)).rejects.toMatchObject({ code: "DISCONNECTED" });
  });
  test("a body that is read is not given up for one that is not", async () => {
    const { handler, requests, answer } = held();
    const { send, connection, said } = serve(handler);
    await send(posted(1, 1e8), posted(2, 4), stdin(2, "ab"), ...Array.from({ length: 40 }, () => stdin(1, large)));
    const all = readAll(requests[1]!);
    connection.expire();
    await send(stdin(2, "cd"));
    answer(1, ok(await all));
    await ticks();
    expect(said(2)).toBe("200 abcd");
  });
  test("what has been read counts no longer", async () => {
    const { handler, requests } = held();
    const { peer, send } = serve(handler);
    await send(asks, posted(1, 1e8));
    for (let round = 0; round < 3; round++) {
      await send(...Array.from({ length: 25 }, () => stdin(1, large)));
      expect(peer.paused).toBe(false);
      for (let i = 0; i < 25; i++) await (requests[0]!.body as AsyncIterableIterator<Uint8Array>).next();
    }
  });
  test("a second request that begins says as much as the question", async () => {
    const { handler } = held();
    const { peer, send } = serve(handler);
    await send(posted(1, 1e6), stdin(1, large) + stdin(1, large) + whole(2));
    expect(peer.paused).toBe(false);
  });
});

describe("phases, and what becomes of a connection that is too long in one", () => {
  test("a connection tells what it waits for", async () => {
    const { handler, requests, answer } = held();
    const { send, connection } = serve(handler);
    const phases = [connection.phase];
    for (const part of [begin(1).slice(0, 3), begin(1).slice(3), posted(1, 5).slice(16)]) {
      await send(part);
      phases.push(connection.phase);
    }
    const next = (requests[0]!.body as AsyncIterableIterator<Uint8Array>).next();
    phases.push(connection.phase);
    await send(stdin(1, "12345"));
    await next;
    phases.push(connection.phase);
    answer(0, ok());
    await ticks();
    expect([...phases, connection.phase]).toEqual(["idle", "head", "head", "answer", "body", "answer", "idle"]);
  });
  test("idle: it is ended", () => {
    const { peer, connection } = serve(echo);
    connection.expire();
    expect(ended(peer)).toBe("ended");
  });
  test("in a head: 408, and the end", async () => {
    const { peer, connection, send, said } = serve(echo);
    await send(begin(1));
    connection.expire();
    expect([said(1), ended(peer)]).toEqual(["408 Request Timeout\n", "ended"]);
  });
  test("in a body: 408, and the connection can be used again", async () => {
    const { peer, connection, send, said } = serve(echo);
    await send(posted(1, 5));
    connection.expire();
    await ticks();
    expect([said(1), ended(peer)]).toEqual(["408 Request Timeout\n", "open"]);
    peer.sent = "";
    await send(whole(1, {}, "again"));
    expect(said(1)).toBe("200 again");
  });
  test("in an answer: it is broken off, and the body left", async () => {
    const made = endless();
    const { peer, connection, send } = serve(() => ({ status: 200, headers: [], body: made.body }));
    await send(whole(1));
    connection.expire();
    await ticks();
    expect([made.left, ended(peer)]).toEqual([1, "broken"]);
  });
  test("when it is drained, requests under way are answered and new ones refused", async () => {
    const { handler, answer } = held();
    const { peer, connection, send, said, answer: got } = serve(handler);
    await send(whole(1));
    connection.drain();
    await send(whole(2));
    expect(got(2)!.ended).toBe("\0\0\0\0\x02\0\0\0");
    answer(0, ok("one"));
    await ticks();
    expect([said(1), ended(peer)]).toEqual(["200 one", "ended"]);
  });
});

test("every exchange is told of once, refusals included", async () => {
  const told: Partial<ExchangeRecord>[] = [];
  const made = endless();
  const { send } = serve(({ query }) => (query === "endless" ? { status: 200, headers: [], body: made.body } : ok("hello")), {
    onExchange: ({ status, bytes, ended, request }) => told.push({ status, bytes, ended, ...(request && { request }) }),
  });
  await send(whole(1), whole(1, { REQUEST_METHOD: "" }), whole(1, { QUERY_STRING: "endless" }));
  await send(abort(1));
  expect(told.map(({ status, bytes, ended, request }) => [status, bytes, ended, request !== undefined])).toEqual([
    [200, 5, "whole", true],
    [400, 12, "whole", false],
    [200, 1, "left", true],
  ]);
});
