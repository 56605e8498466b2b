/** Requests and Responses of the Fetch Standard, with Node's own classes. Vectors are those of the specification of Node and Fetch. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Body, Handler, RawRequest, RawResponse } from "../../src/exchange.ts";
import { type FetchLoss, type FetchOptions, fetchHandler, fetchLosses } from "../../src/gateways/fetch.ts";
import type { ExchangeRecord } from "../../src/gateways/options.ts";
import { drain, gatewaySuite } from "../../src/testing/testing.ts";
import { type ByteString, toBytes } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { fetchGateway, origin } from "./under-test/fetch.ts";
import { quiet } from "./under-test/quiet.ts";

const wire = (text: string) => toBytes(text as ByteString);
const ok: RawResponse = { status: 200, headers: [], body: [] };
const escaped = (text: string) => text.replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);

/** What a handler is handed. */
async function seen(request: Request, options: FetchOptions = {}, info?: unknown): Promise<RawRequest> {
  let arrived: RawRequest | undefined;
  const response = await fetchHandler((request) => {
    arrived = request;
    return ok;
  }, options)(request, info);
  if (arrived === undefined) throw new Error(`the handler was not called: ${response.status}`);
  return arrived;
}

const answered = (answer: Partial<RawResponse>, options: FetchOptions = quiet, request = new Request(origin)) =>
  fetchHandler(() => ({ ...ok, ...answer }), options)(request);

describe("the gateway suite", () => runSuite(gatewaySuite(fetchGateway())));

describe("a Request", () => {
  test("its URL's path and query are the target", async () => {
    const { target, rawPath, pathInfo, query, scheme, serverName, serverPort } = await seen(
      new Request("https://Example.org/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"),
    );
    expect([target, rawPath]).toEqual(["/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF", "/caf%C3%A9%2Fx/%FF"]);
    expect([pathInfo, query]).toEqual(["/caf\xc3\xa9/x/\xff", "q=%C3%A9&r=%FF"]);
    expect([scheme, serverName, serverPort]).toEqual(["https", "example.org", "443"]);
  });

  test("an empty query is told from none [vector 11]", async () => {
    expect([(await seen(new Request(`${origin}/?`))).target, (await seen(new Request(`${origin}/`))).target]).toEqual(["/?", "/"]);
  });

  test("a fragment is no part of the target [vector 8]", async () => {
    expect((await seen(new Request(`${origin}/a?b#c`))).target).toBe("/a?b");
  });

  test("the path is that of the URL Standard [vectors 7 and 18]", async () => {
    const path = async (target: string) => (await seen(new Request(origin + target))).rawPath;
    expect(await Promise.all(["//a/../b/./c", "/x\\y z", "/%2F%zz", "/\xe9"].map(path))).toEqual([
      "//b/c",
      "/x/y%20z",
      "/%2F%zz",
      "/%C3%A9",
    ]);
  });

  test("its host is Punycode in lower case, with a port that is not the scheme's own [vector 19]", async () => {
    const server = async (url: string) => {
      const { serverName, serverPort } = await seen(new Request(url));
      return `${serverName} ${serverPort}`;
    };
    expect(await Promise.all(["http://\xe9.com/", "http://H:80/", "http://[::1]:81/", "https://h:80/"].map(server))).toEqual([
      "xn--9ca.com 80",
      "h 80",
      "[::1] 81",
      "h 80",
    ]);
  });

  test("a mount is cut from the path", async () => {
    const request = new Request(`${origin}/%61pp/x`);
    expect(await seen(request, { mount: "/app" as ByteString })).toMatchObject({ scriptName: "/app", pathInfo: "/x" });
    expect(() => fetchHandler(() => ok, { mount: "app" as ByteString })).toThrow(TypeError);
  });

  test("Headers joins repeats [vector 16], and takes white space off [vector 17]", async () => {
    const headers = [
      ["Host", "h"],
      ["X", " 1 "],
      ["A", "\t"],
      ["X", "2"],
    ] as [string, string][];
    expect((await seen(new Request(origin, { headers }))).headers).toEqual([
      ["a", ""],
      ["host", "h"],
      ["x", "1, 2"],
    ]);
  });

  test("a Request without Host gets that of its URL", async () => {
    expect((await seen(new Request("http://h:81/"))).headers).toEqual([["host", "h:81"]]);
  });

  test("header values are their bytes [vector 3]", async () => {
    const { headers } = await seen(new Request(origin, { headers: { "x-a": "\xe9\xff", "x-u": "\xc3\xa9" } }));
    expect(headers.slice(1)).toEqual([
      ["x-a", "\xe9\xff"],
      ["x-u", "\xc3\xa9"],
    ]);
  });

  test("where the runtime decodes them as UTF-8, they are encoded again, both ways (workerd, headers.c++)", async () => {
    const request = new Request(origin, { headers: { "x-u": "\xe9" } });
    const options = { headerValues: "utf-8" } as const;
    expect((await seen(request, options)).headers[1]).toEqual(["x-u", "\xc3\xa9"]);
    const response = await answered({ headers: [["X-U", "\xc3\xa9"]] as never, reason: "caf\xc3\xa9" as ByteString }, options);
    expect([response.headers.get("x-u"), response.statusText]).toEqual(["\xe9", "caf\xe9"]);
  });

  test("a value that such a runtime cannot send is an error, not another value", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const response = await answered({ headers: [["X-U", "\xe9"]] as never }, { headerValues: "utf-8", onError });
    expect([response.status, errors]).toMatchObject([500, [{ code: "UNDECODABLE" }]]);
  });

  test("a header value that is no ByteString, though that was promised, is refused", async () => {
    const request = new Request(origin);
    Object.defineProperty(request, "headers", { value: new Map([["x", "\u20ac"]]) });
    expect((await fetchHandler(() => ok)(request)).status).toBe(400);
  });

  test("who the client is, a function tells", async () => {
    const options: FetchOptions = { peer: (_, info) => ({ remoteAddr: info as ByteString, scheme: "https" }) };
    expect(await seen(new Request(origin), options, "192.0.2.7")).toMatchObject({
      remoteAddr: "192.0.2.7",
      scheme: "https",
      serverPort: "80",
    });
    expect((await seen(new Request(origin))).remoteAddr).toBeUndefined();
  });
});

describe("a request body", () => {
  const post = (body: string | ReadableStream<Uint8Array>, headers = {}) =>
    new Request(origin, { method: "POST", body, headers, duplex: "half" } as RequestInit);

  test("a request without one has an empty array", async () => {
    expect((await seen(new Request(origin))).body).toEqual([]);
  });

  test("is read as it comes, and not before", async () => {
    let pulls = 0;
    const stream = new ReadableStream(
      {
        pull(controller) {
          pulls++;
          if (pulls > 3) controller.close();
          else controller.enqueue(wire("abc"));
        },
      },
      { highWaterMark: 0 },
    );
    const handler: Handler = async ({ body }) => {
      expect(pulls).toBe(0);
      return { ...ok, body: await drain(body) };
    };
    expect(await (await fetchHandler(handler)(post(stream))).text()).toBe("abcabcabc");
  });

  test.each([
    ["by its Content-Length", { "content-length": "6" }, 0],
    ["by what comes", {}, 1],
  ])("above the limit is refused, %s", async (_, headers, calls) => {
    let called = 0;
    const errors: { code: string }[] = [];
    const handler: Handler = async ({ body }) => {
      called++;
      return { ...ok, body: await drain(body) };
    };
    const options = { limits: { body: 5 }, onError: (error: unknown) => errors.push(error as never) };
    const { status } = await fetchHandler(handler, options)(post("abcdef", headers));
    expect([called, status, errors.map(({ code }) => code)]).toEqual(calls === 0 ? [0, 413, []] : [1, 500, ["TOO_LARGE"]]);
  });

  test("that breaks off is told from one that ends", async () => {
    const stream = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
    const handler: Handler = ({ body }) => drain(body).then(() => ok);
    const errors: unknown[] = [];
    await fetchHandler(handler, { onError: (error) => errors.push(error) })(post(stream));
    expect(errors).toMatchObject([{ code: "DISCONNECTED", cause: { message: "reset" } }]);
  });

  test("is cancelled when the handler reads no further", async () => {
    let cancelled = 0;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(wire("a")),
      cancel: () => {
        cancelled++;
      },
    });
    const handler: Handler = async ({ body }) => {
      for await (const _ of body) break;
      return ok;
    };
    await fetchHandler(handler)(post(stream));
    expect(cancelled).toBe(1);
  });

  test("Content-Length that is no number is refused", async () => {
    expect((await fetchHandler(() => ok)(new Request(origin, { headers: { "content-length": "1, 1" } }))).status).toBe(400);
  });
});

describe("a Response", () => {
  test("Set-Cookie lines stay apart [vector 16]", async () => {
    const lines = [
      ["Set-Cookie", "a"],
      ["X", "1"],
      ["set-cookie", "b"],
      ["X", "2"],
    ];
    const { headers } = await answered({ headers: lines as never });
    expect([headers.getSetCookie(), headers.get("x")]).toEqual([["a", "b"], "1, 2"]);
  });

  test.each([100, 199, 600, 999])("the status %i, which no Response has, is the application's error [vector 22]", async (status) => {
    const errors: unknown[] = [];
    const response = await answered({ status }, { onError: (error) => errors.push(error) });
    expect([response.status, errors]).toMatchObject([500, [{ code: "BAD_STATUS" }]]);
  });

  test.each([200, 299, 418, 599])("the status %i is one", async (status) => {
    expect((await answered({ status })).status).toBe(status);
  });

  test.each([204, 205, 304])("%i has no body [vector 22]", async (status) => {
    expect((await answered({ status, body: [wire("x")] })).body).toBeNull();
  });

  test("an answer to HEAD has no body", async () => {
    expect((await answered({ body: [wire("x")] }, quiet, new Request(origin, { method: "HEAD" }))).body).toBeNull();
  });

  test.each(["a\r\nb", "a\0b", "a\x01b", "\u20ac"])(
    "a header value that Headers refuses, or should, is the application's error [vector 23]: %j",
    async (value) => {
      expect((await answered({ headers: [["X", value]] as never })).status).toBe(500);
    },
  );

  test("the fields of one connection are the runtime's", async () => {
    expect([
      ...(
        await answered({
          headers: [
            ["Connection", "close"],
            ["Transfer-Encoding", "chunked"],
          ] as never,
        })
      ).headers,
    ]).toEqual([]);
  });

  test("a body that is all there comes in one piece", async () => {
    const response = await answered({ body: [wire("a"), wire("b")] });
    expect((await response.body!.getReader().read()).value).toEqual(wire("ab"));
  });

  test("a body of its own is made as it is pulled", async () => {
    let made = 0;
    async function* body() {
      for (;;) {
        made++;
        yield wire("x");
      }
    }
    const reader = (await answered({ body: body() })).body!.getReader();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toBe(1);
    for (let i = 0; i < 3; i++) expect((await reader.read()).value).toEqual(wire("x"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toBe(3);
    await reader.cancel();
  });

  test("a long body that could be made at once is not", async () => {
    let made = 0;
    function* body() {
      for (; made < 100; made++) yield new Uint8Array(20_000);
    }
    const response = await answered({ body: body() });
    expect(made).toBeLessThan(5);
    expect((await response.arrayBuffer()).byteLength).toBe(2_000_000);
  });
});

describe("a client that leaves", () => {
  /** A body that hangs after its first chunk. */
  function hanging(): { readonly body: Body; readonly left: () => number } {
    let left = 0;
    let first = true;
    const body: Body = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const next = first ? Promise.resolve({ done: false, value: wire("a") }) : new Promise<never>(() => {});
          first = false;
          return next;
        },
        async return() {
          left++;
          return { done: true, value: undefined };
        },
      }),
    };
    return { body, left: () => left };
  }

  test("a stream that is cancelled leaves the body, once", async () => {
    const { body, left } = hanging();
    const records: ExchangeRecord[] = [];
    const response = await answered({ body }, { onExchange: (record) => records.push(record) });
    await response.body!.cancel();
    expect([left(), records.map(({ ended }) => ended)]).toEqual([1, ["left"]]);
  });

  test("a signal that aborts leaves the body, and breaks the stream off", async () => {
    const { body, left } = hanging();
    const client = new AbortController();
    const response = await answered({ body }, quiet, new Request(origin, { signal: client.signal }));
    const text = response.text();
    client.abort();
    await expect(text).rejects.toThrow();
    expect(left()).toBe(1);
  });

  test("before there is an answer, what the handler answers later is left", async () => {
    const { body, left } = hanging();
    const client = new AbortController();
    let answer: (response: RawResponse) => void = () => {};
    const later = new Promise<RawResponse>((resolve) => {
      answer = resolve;
    });
    const response = fetchHandler(() => later)(new Request(origin, { signal: client.signal }));
    client.abort();
    expect((await response).status).toBe(499);
    answer({ ...ok, body });
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(left()).toBe(1);
  });

  test("a request that was aborted before it came", async () => {
    const { body, left } = hanging();
    const response = await answered({ body }, quiet, new Request(origin, { signal: AbortSignal.abort() }));
    await expect(response.text()).rejects.toThrow();
    expect(left()).toBe(1);
  });
});

describe("what a Request has lost", () => {
  test("is in the documentation, row by row", () => {
    const cells = ({ what, sent, seen, source }: FetchLoss) => [what, `\`${escaped(sent)}\``, `\`${escaped(seen)}\``, source];
    const document = readFileSync("docs/gateways.md", "utf8");
    const section = document.slice(document.indexOf("\n## fetch\n")).split(/\n(?=## )/)[1]!;
    const rows = section.split("\n").filter((line) => line.startsWith("| "));
    expect(
      rows.slice(2).map((row) =>
        row
          .slice(2, -2)
          .split(" | ")
          .map((cell) => cell.trim()),
      ),
    ).toEqual(fetchLosses.map(cells));
  });

  const targets = fetchLosses.filter(({ sent }) => sent.startsWith("/"));

  test.each(targets.map(({ what, sent, seen }) => [what, sent, seen]))("%s: %s is %s", async (_, sent, expected) => {
    expect((await seen(new Request(origin + sent))).target).toBe(expected);
  });

  test.each(fetchLosses.filter(({ sent }) => sent.startsWith("Host: ")))("$what: $sent is $seen", async ({ sent, seen: expected }) => {
    expect((await seen(new Request(`http://${sent.slice(6)}`))).headers).toEqual([["host", expected]]);
  });

  test("the case of known methods, and CONNECT, TRACE and TRACK", async () => {
    expect((await seen(new Request(origin, { method: "get" }))).method).toBe("GET");
    for (const method of ["CONNECT", "TRACE", "TRACK"]) expect(() => new Request(origin, { method })).toThrow(TypeError);
  });

  test("the case, the order and the repeats of headers", async () => {
    const headers = [
      ["B", "1"],
      ["A", "2"],
      ["X", "1"],
      ["X", "2"],
    ] as [string, string][];
    expect((await seen(new Request(origin, { headers }))).headers.slice(1)).toEqual([
      ["a", "2"],
      ["b", "1"],
      ["x", "1, 2"],
    ]);
  });

  test("a body of GET", () => {
    expect(() => new Request(origin, { body: "x" })).toThrow(TypeError);
  });
});

test("errors of the handler are told, and the client gets 500", async () => {
  const errors: unknown[] = [];
  const response = await fetchHandler(() => Promise.reject(new Error("why")), { onError: (error) => errors.push(error) })(
    new Request(origin),
  );
  expect([response.status, await response.text(), errors]).toMatchObject([500, "Internal Server Error\n", [{ message: "why" }]]);
});

test("a body that throws midway breaks the stream off, and says nothing of why", async () => {
  async function* body() {
    yield wire("one");
    throw new Error("the handler's own secret");
  }
  const error = await (await answered({ body: body() })).text().catch((error) => error);
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).not.toContain("secret");
});

test("nothing that it imports is a package, or Node's", () => {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, specifier] of readFileSync(file, "utf8").matchAll(/ from "([^"]+)";/g)) {
      expect([file, specifier]).toEqual([file, expect.stringMatching(/^\.\.?\//)]);
      visit(join(dirname(file), specifier!));
    }
  };
  visit("src/gateways/fetch.ts");
  expect(reached.size).toBeGreaterThan(10);
});
