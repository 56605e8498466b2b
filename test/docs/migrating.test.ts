/** The walks of docs/migrating.md are compiled and run: every step answers with the same bytes. */
import { STATUS_CODES } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Handler } from "../../src/exchange.ts";
import { readHttp1 } from "../../src/gateways/http1.ts";
import { found } from "./linted.ts";
import { announcements, blocks, Folder, load, modules, sections } from "./modules.ts";

const document = "docs/migrating.md";
const folder = new Folder();
const walks = modules(document);
const [fromWsgi10, fromWeb3, fromPep3333] = walks.map(({ source }, i) => folder.write(`walk-${i + 1}`, source));
const text = new Map(sections(document).map((section) => [section.heading, section.text]));

interface Exchange {
  /** The request's first line. */
  readonly title: string;
  readonly request: Buffer;
  readonly response: string;
}

/** What curl's `-v` would print: sent lines after `>`, received ones after `<`. In a body, `\n` ends a line. */
const exchanges: Exchange[] = blocks(text.get("The application")!, "http").map((block) => ({
  title: /> (.*) HTTP/.exec(block)![1]!,
  request: message(block, ">"),
  response: message(block, "<").toString("latin1"),
}));

function message(block: string, side: string): Buffer {
  const lines = block
    .split("\n")
    .filter((line) => line.startsWith(side))
    .map((line) => line.slice(2));
  const end = lines.indexOf("");
  const wire = `${lines.slice(0, end).join("\r\n")}\r\n\r\n${lines.slice(end + 1).join("")}`;
  return Buffer.from(unescaped(wire), "latin1");
}

function unescaped(wire: string): string {
  return wire.replace(/\\x(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))).replaceAll("\\n", "\n");
}

const more = [
  "GET /hello/Zo%C3%AB%2F%zz//?x=%FF HTTP/1.1\r\nHost: h\r\nX-Place: a\xff\r\nX-Place: \x80b\r\nCookie: a=1\r\nCookie: lang=fr\r\n\r\n",
  "GET /hello/\xe9\xc3\xa9 HTTP/1.0\r\n\r\n",
  "HEAD /hello/Zo%C3%AB HTTP/1.1\r\nHost: h\r\n\r\n",
  "HEAD /count?to=2 HTTP/1.1\r\nHost: h\r\n\r\n",
  "GET /count?to=0 HTTP/1.1\r\nHost: h\r\n\r\n",
  "GET /count?to=15000 HTTP/1.1\r\nHost: h\r\n\r\n",
  "POST /name HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnam\r\n4\r\ne=%4\r\n2\r\n1b\r\n0\r\n\r\n",
  "POST /name HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nname=\xe9b",
  "GET /name HTTP/1.1\r\nHost: h\r\n\r\n",
  "GET /%FF HTTP/1.1\r\nHost: h\r\n\r\n",
].map((wire) => Buffer.from(wire, "latin1"));

/** What a server does with a handler, without the socket. The body arrives a byte at a time, or is there. */
async function answer(handler: Handler, wire: Buffer, arriving: boolean): Promise<string> {
  const request = readHttp1(wire);
  const body = Buffer.concat([...(request.body as Iterable<Uint8Array>)]);
  const response = await handler(arriving && body.length > 0 ? { ...request, body: slowly(body) } : request);
  const lines = response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return `HTTP/1.1 ${response.status} ${response.reason ?? STATUS_CODES[response.status]}\r\n${lines}\r\n${Buffer.concat(chunks).toString("latin1")}`;
}

async function* slowly(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < body.length; i++) yield body.subarray(i, i + 1);
}

/** A head as ASGI can have it: the registered reason phrase, and names in lower case. */
const asAsgi = (wire: string): string => {
  const end = wire.indexOf("\r\n\r\n");
  const [line, ...fields] = wire.slice(0, end).split("\r\n");
  const status = line!.slice(0, 12);
  const lower = fields.map((field) => field.replace(/^[^:]*/, (name) => name.toLowerCase()));
  return [`${status} ${STATUS_CODES[status.slice(9)]}`, ...lower].join("\r\n") + wire.slice(end);
};

const same = (wire: string): string => wire;

afterAll(() => folder.remove());

describe("docs/migrating.md", () => {
  test("has three walks, and exchanges to hold their steps to", () => {
    expect(walks.map(({ heading }) => heading)).toEqual(["From wsgi-1.0 to flat", "From web3 to pep-3333", "From pep-3333 to asgi-3"]);
    expect(exchanges.map(({ title }) => title)).toEqual(["GET /hello/Zo%C3%AB", "GET /hello/%FF", "POST /name", "GET /count?to=3"]);
  });

  test("compiles, strictly", () => {
    expect(folder.compile()).toEqual([]);
  });

  test.each(walks)("announces the compiler's errors in its own words: $heading", ({ source }) => {
    const found = announcements(source);
    expect(found.length).toBeGreaterThan(4);
    for (const { given, announced } of found) expect(given).toMatch(announced);
  });

  describe.each([
    { name: "From wsgi-1.0 to flat", file: fromWsgi10!, steps: ["step2", "step4", "step5"], carried: same, refused: [] },
    { name: "From web3 to pep-3333", file: fromWeb3!, steps: ["step2", "step4", "step5"], carried: same, refused: [] },
    // These have no path that is not UTF-8; those below have all of them.
    {
      name: "From pep-3333 to asgi-3",
      file: fromPep3333!,
      steps: ["step2", "step4", "step5"],
      carried: asAsgi,
      refused: [/^\S+ [^ ?]*(%FF|\xe9)/],
    },
    { name: "From pep-3333 to asgi-3@replace", file: fromPep3333!, steps: ["step2Shipped", "step5Shipped"], carried: asAsgi, refused: [] },
  ])("$name", ({ file, steps, carried, refused }) => {
    let walk: Record<string, Handler>;
    beforeAll(async () => {
      walk = (await load(file)) as Record<string, Handler>;
    });

    test("the application answers as the page says", async () => {
      found.length = 0;
      for (const { request, response } of exchanges) expect(await answer(walk.step1!, request, true)).toBe(response);
      expect(found).toEqual([]);
    });

    test.each(steps)("%s gives the same bytes, and lint finds nothing", async (step) => {
      found.length = 0;
      for (const wire of [...exchanges.map(({ request }) => request), ...more]) {
        const line = wire.toString("latin1").split("\r\n", 1)[0]!;
        const before = carried(await answer(walk.step1!, wire, true));
        for (const arriving of [true, false]) {
          const after = await answer(walk[step]!, wire, arriving);
          if (refused.some((bad) => bad.test(line))) expect([line, after.slice(0, 24)]).toEqual([line, "HTTP/1.1 400 Bad Request"]);
          else expect([line, after]).toEqual([line, before]);
        }
      }
      expect(found).toEqual([]);
    });
  });

  test.each([
    { heading: "From wsgi-1.0 to flat", file: fromWsgi10! },
    { heading: "From web3 to pep-3333", file: fromWeb3! },
  ])("lint says what the page says: $heading", async ({ heading, file }) => {
    const [shown] = blocks(text.get(heading)!, "text");
    const { step3, findings } = (await load(file)) as { step3: Handler; findings: string[] };
    found.length = 0;
    await answer(step3, Buffer.from("GET /hello/%FF HTTP/1.1\r\nHost: h\r\nX-Place: Besan\xe7on\r\n\r\n", "latin1"), false);
    expect(`${findings.join("\n")}\n`).toBe(shown);
    expect(findings).toEqual(expect.arrayContaining(found.map(({ message }) => message)));
    expect(found).not.toEqual([]);
  });

  test("ASGI's answer to the form is as the page says", async () => {
    const { step2 } = (await load(fromPep3333!)) as Record<string, Handler>;
    const [shown] = blocks(text.get("From pep-3333 to asgi-3")!, "http");
    const form = exchanges.find(({ title }) => title === "POST /name")!;
    expect(await answer(step2!, form.request, true)).toBe(message(shown!, "<").toString("latin1"));
  });

  test("a stream is taken a line at a time where the page says that it waits", async () => {
    for (const [file, step] of [
      [fromWsgi10!, "step5"],
      [fromWeb3!, "step5"],
      [fromPep3333!, "step5"],
    ] as const) {
      const walk = (await load(file)) as Record<string, Handler>;
      const { body } = await walk[step]!(readHttp1(Buffer.from("GET /count?to=99999999 HTTP/1.1\r\nHost: h\r\n\r\n")));
      const iterator = (Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]()) as AsyncIterator<Uint8Array>;
      expect(Buffer.from((await iterator.next()).value).toString()).toBe("1\n");
      await iterator.return?.();
      expect((await iterator.next()).done).toBe(true);
    }
  });

  test("a careless slice is a 500 for a path that is not UTF-8", async () => {
    const { createHandler } = await import("../../src/create-handler.ts");
    const { default: flat } = await import("../../proposals/flat.ts");
    const { wrong } = (await load(fromWsgi10!)) as { wrong: never };
    const handler = createHandler(wrong, flat, { onError: () => {} });
    const status = async (path: string) => (await handler(readHttp1(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`)))).status;
    expect([await status("/hello/Zo%C3%AB"), await status("/hello/%FF")]).toEqual([200, 500]);
  });
});
