/** What is decoded late is what would have been decoded at once. */
import { inspect as inspectAsItIs } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BytesDict, b } from "../src/bytes-dict.ts";
import { loadCatalog } from "../src/catalog.ts";
import { whole } from "../src/compare/parts.ts";
import { entriesOf, keysOf, readEnviron, writeEnviron } from "../src/environ.ts";
import { StringModelError } from "../src/errors.ts";
import type { RawRequest } from "../src/exchange.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import { addVariable, amendRequest, openEnviron, openRequest } from "../src/open.ts";
import type { Environ, Profile } from "../src/profile.ts";
import { forPython } from "../src/python-version.ts";
import { lengthOf } from "../src/slots.ts";
import { byteString, toBytes } from "../src/wire.ts";

/** Node 26 says of a proxy that it is one. */
const inspect = (value: unknown, options = {}): string => inspectAsItIs(value, options).replace(/Proxy\((.*?\n *[}\]])\)/gs, "$1");

const { profiles, proposals } = await loadCatalog();
const everyPython = [...profiles, ...profiles.map((profile) => ({ ...forPython(profile, 2), id: `${profile.id} on 2` }))];
const named = everyPython.map((profile) => [profile.id, profile] as const);
const [wsgi10, modWsgi, unicode, web3, flat, pep3333, asgi3] = proposals as [Profile, Profile, Profile, Profile, Profile, Profile, Profile];

const sent = whole.map(({ request }) => request);
const plain = readHttp1(toBytes(byteString("GET /a%2Fb?c=1 HTTP/1.1\r\nHost: example.org\r\nCookie: a=1\r\nX-Model: m\r\n\r\n")));

/* ---- helpers ----------------------------------------------------------------- */

type Result = { readonly environ: Environ<Profile> } | { readonly code: string; readonly where: unknown };

function attempt(step: () => Environ<Profile>): Result {
  try {
    return { environ: step() };
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    return { code: error.code, where: error.where };
  }
}

const look = (environ: unknown, key: string): unknown =>
  environ instanceof BytesDict ? environ.getOther(toBytes(byteString(key))) : (environ as Record<string, unknown>)[key];
const isIn = (environ: unknown, key: string): boolean =>
  environ instanceof BytesDict ? environ.has(toBytes(byteString(key))) : key in (environ as object);
const put = (environ: unknown, key: string, value: unknown): unknown =>
  environ instanceof BytesDict ? environ.set(toBytes(byteString(key)), value) : Object.assign(environ as object, { [key]: value });

/** Looks at some keys in some order, twice, and then at everything. */
function expectSame(late: Environ<Profile>, atOnce: Environ<Profile>, order: readonly number[]): void {
  const keys = [
    ...keysOf(atOnce),
    "HTTP_PROXY",
    "HTTP_ABSENT",
    "CONTENT_TYPE",
    "toString",
    "constructor",
    "__proto__",
    "then",
    "my.absent",
  ];
  for (const n of order) {
    const key = keys[n % keys.length]!;
    const value = look(late, key);
    expect(value, key).toEqual(look(atOnce, key));
    expect(look(late, key)).toBe(value);
    expect(isIn(late, key), `${key} in`).toBe(isIn(atOnce, key));
  }
  const looked = order.map((n) => [keys[n % keys.length]!, look(late, keys[n % keys.length]!)] as const);
  expect([...keysOf(late)]).toEqual([...keysOf(atOnce)]);
  expect([...entriesOf(late)]).toEqual([...entriesOf(atOnce)]);
  for (const [key, value] of looked) expect(look(late, key)).toBe(value);
}

function expectSameResult(late: () => Environ<Profile>, atOnce: () => Environ<Profile>, order: readonly number[]): void {
  const [a, b] = [attempt(late), attempt(atOnce)];
  if ("environ" in a && "environ" in b) expectSame(a.environ, b.environ, order);
  else expect(a).toEqual(b);
}

const orders = fc.array(fc.nat(200), { maxLength: 12 });

/** What servers and middleware put beside what a profile declares; `""` is a value of its model. */
const additions = fc.subarray([
  ["CONTENT_TYPE", ""],
  ["CONTENT_LENGTH", "17"],
  ["HTTP_CONTENT_TYPE", "text/x"],
  ["HTTP_CONTENT_LENGTH", ""],
  ["HTTP_PROXY", "http://evil"],
  ["HTTP_", "lone"],
  ["http_x", "low"],
  ["HTTP_X__Y", "double"],
  ["REMOTE_USER", "caf\xe9"],
  ["AUTH_TYPE", "Basic"],
  ["my.own", { any: "thing" }],
  ["my.none", undefined],
  ["DEBUG", true],
  ["toString", "mine"],
  ["then", null],
  ["web3.path_info", "/theirs"],
  ["wsgi.uri_encoding", "latin1"],
  ["path", "/theirs"],
  ["headers", []],
] as [string, unknown][]);

function withAdditions(profile: Profile, environ: Environ<Profile>, added: readonly [string, unknown][]): Environ<Profile> {
  const { headers } = profile;
  const codec = headers.as === "pairs" ? headers.value : headers.codec;
  for (const [key, value] of added) {
    if (!isIn(environ, key)) put(environ, key, typeof value === "string" ? codec.decode(byteString(value)) : value);
  }
  return environ;
}

/* ---- laws -------------------------------------------------------------------- */

describe("an environ that is opened is the one that would have been written", () => {
  test.each(named)("%s", (_, profile) => {
    fc.assert(
      fc.property(sent, orders, (request, order) => {
        expectSameResult(
          () => openEnviron(profile, request),
          () => writeEnviron(profile, request),
          order,
        );
      }),
      { numRuns: 60 },
    );
  });

  test.each(named)("%s, with variables of others", (_, profile) => {
    const extra = fc
      .subarray(["my.own", "toString", "__proto__", "PATH_INFO", "path", "HTTP_X", "HTTP_PROXY", "headers", "wsgi.uri_encoding"])
      .map((keys) => new Map<never, unknown>(keys.map((key, i) => [key as never, i === 0 ? undefined : { key }])));
    fc.assert(
      fc.property(sent, extra, orders, (request, extra, order) => {
        expectSameResult(
          () => openEnviron(profile, { ...request, extra }),
          () => writeEnviron(profile, { ...request, extra }),
          order,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe("an application's environ opened over a server's is the one that goes through the hub", () => {
  test.each(named)("%s", (_, from) => {
    for (const to of everyPython) {
      fc.assert(
        fc.property(sent, additions, orders, fc.constantFrom("lazy" as const, "eager" as const), (request, added, order, how) => {
          const servers = attempt(() => withAdditions(from, writeEnviron(from, request), added));
          if (!("environ" in servers)) return;
          expectSameResult(
            () => openEnviron(to, openRequest(from, servers.environ), how),
            () => writeEnviron(to, readEnviron(from, servers.environ)),
            order,
          );
        }),
        { numRuns: 8 },
      );
    }
  });
});

const fields = [
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
  "headers",
  "body",
  "server",
  "variables",
  "extra",
] as const satisfies readonly (keyof RawRequest)[];

describe("a request that is opened is the one that would have been read", () => {
  const without = fc.subarray(["QUERY_STRING", "SCRIPT_NAME", "REMOTE_ADDR", "HTTP_HOST", "scheme", "server", "wsgi.input", "wsgi.errors"]);

  test.each(named)("%s", (_, profile) => {
    fc.assert(
      fc.property(sent, additions, without, fc.shuffledSubarray([...fields]), (request, added, gone, looked) => {
        const servers = attempt(() => withAdditions(profile, writeEnviron(profile, request), added));
        if (!("environ" in servers)) return;
        for (const key of gone) {
          if (servers.environ instanceof BytesDict) servers.environ.delete(toBytes(byteString(key)));
          else delete (servers.environ as Record<string, unknown>)[key];
        }
        const missing = attempt(() => readEnviron(profile, servers.environ) as never);
        if ("code" in missing) {
          expect(attempt(() => openRequest(profile, servers.environ) as never)).toEqual(missing);
          return;
        }
        const read = readEnviron(profile, servers.environ);
        const opened = openRequest(profile, servers.environ);
        for (const field of looked) {
          expect(opened[field], field).toEqual(read[field]);
          expect(opened[field], field).toBe(opened[field]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("what a conforming environ must have is missed at once", () => {
    expect(() => openRequest(pep3333, { REQUEST_METHOD: "GET" } as never)).toThrow(
      expect.objectContaining({ code: "MISSING_VARIABLE", where: { profile: "pep-3333", key: "SERVER_NAME" } }),
    );
  });

  test("without SERVER_NAME, Host says it", () => {
    const scope = { type: "http", method: "GET", path: "/", http_version: "1.1", query_string: new Uint8Array(0), headers: [] };
    const host = [[b("host"), toBytes(byteString("example.org:8080"))]];
    expect(openRequest(asgi3, { ...scope, headers: host } as never)).toMatchObject({ serverName: "example.org", serverPort: "8080" });
    expect(openRequest(asgi3, scope as never)).toMatchObject({ serverName: "localhost", serverPort: "80" });
  });
});

describe("a value that the server's model does not allow", () => {
  const wrong: [string, unknown][] = [
    ["PATH_INFO", "/€"],
    ["SCRIPT_NAME", 7],
    ["QUERY_STRING", null],
    ["REQUEST_URI", undefined],
    ["REMOTE_ADDR", 4],
    ["HTTP_X_MODEL", "€"],
    ["CONTENT_TYPE", undefined],
    ["CONTENT_LENGTH", 12],
    ["REMOTE_USER", "€"],
    ["€.own", 1],
  ];

  test.each(wrong)("%s is refused as readEnviron refuses it, when it is looked at or before", (key, value) => {
    for (const to of everyPython) {
      const server = () => put(writeEnviron(pep3333, plain), key, value) as Environ<Profile>;
      const refused = attempt(() => writeEnviron(to, readEnviron(pep3333, server())));
      expect("code" in refused).toBe(true);
      for (const how of ["lazy", "eager"] as const) {
        const late = attempt(() => {
          const environ = openEnviron(to, openRequest(pep3333, server()), how);
          if (!(environ instanceof BytesDict)) look(environ, key);
          Array.from(keysOf(environ));
          return environ;
        });
        // What the other model has no place for is never looked at.
        if ("code" in late) expect(late).toEqual(refused);
        else expect([...keysOf(late.environ)], to.id).not.toContain(key);
      }
    }
  });

  test("does not keep anyone from looking at the others", () => {
    const environ = openEnviron(flat, openRequest(pep3333, put(writeEnviron(pep3333, plain), "HTTP_BAD", "€") as never));
    expect(look(environ, "REQUEST_METHOD")).toBe("GET");
    expect(() => look(environ, "HTTP_BAD")).toThrow("pep-3333 HTTP_BAD at 0 U+20AC is not in latin-1 [UNENCODABLE]");
    expect(() => Object.keys(environ)).toThrow("pep-3333 HTTP_BAD");
    expect(look(environ, "SERVER_PROTOCOL")).toBe("HTTP/1.1");
  });
});

describe("what both models have as bytes", () => {
  const server = writeEnviron(web3, { ...plain, headers: [["Cookie", "a=1"] as never] }) as Record<string, unknown>;

  test("is the same object on both sides", () => {
    const dict = openEnviron(wsgi10, openRequest(web3, server as never)) as unknown as BytesDict;
    expect(dict.getOther(b("PATH_INFO"))).toBe(server.PATH_INFO);
    expect(dict.getOther(b("HTTP_COOKIE"))).toBe(server.HTTP_COOKIE);
    expect(dict.getOther(b("wsgi.input"))).toBe(server["web3.input"]);
    expect(new Map(dict.byKey).get(byteString("PATH_INFO"))).toBe(server.PATH_INFO);
  });

  test("a header of a scope too, where it is one line", () => {
    const cookie = toBytes(byteString("a=1"));
    const scope = { ...(writeEnviron(asgi3, plain) as object), headers: [[b("cookie"), cookie]] };
    const environ = openEnviron(web3, openRequest(asgi3, scope as never)) as Record<string, unknown>;
    expect(environ.HTTP_COOKIE).toBe(cookie);
    expect(Object.entries(environ).find(([key]) => key === "HTTP_COOKIE")![1]).toBe(cookie);
  });

  test("is another object in another request", () => {
    const [one, two] = [openEnviron(web3, plain), openEnviron(web3, plain)] as Record<string, unknown>[];
    expect(one!.PATH_INFO).toEqual(two!.PATH_INFO);
    expect(one!.PATH_INFO).not.toBe(two!.PATH_INFO);
  });
});

/* ---- the traps ---------------------------------------------------------------- */

describe("an opened environ behaves like an object", () => {
  const open = () => openEnviron(web3, plain) as Record<string, unknown>;
  const plainly = () => writeEnviron(web3, plain) as Record<string, unknown>;

  const acts: Record<string, (environ: Record<string, unknown>) => unknown> = {
    "a look": (e) => e.PATH_INFO,
    "a look at nothing": (e) => e.NOTHING,
    "a symbol": (e) => (e as never)[Symbol.iterator],
    in: (e) => ["PATH_INFO" in e, "NOTHING" in e, Symbol.iterator in e],
    "a set variable": (e) => [Reflect.set(e, "PATH_INFO", "mine"), Reflect.set(e, "my.own", 1), e.PATH_INFO, e["my.own"]],
    "a look, then a set variable": (e) => [e.PATH_INFO, Reflect.set(e, "PATH_INFO", "mine"), e.PATH_INFO],
    delete: (e) => [delete e.PATH_INFO, delete e.NOTHING, "PATH_INFO" in e, e.PATH_INFO],
    defineProperty: (e) => [Object.defineProperty(e, "x", { value: 1 }), e.x, Object.keys(e).includes("x")],
    "an accessor": (e) => Object.defineProperty(e, "x", { get: () => 1, enumerable: true, configurable: true }).x,
    descriptor: (e) => [Object.getOwnPropertyDescriptor(e, "PATH_INFO"), Object.getOwnPropertyDescriptor(e, "NOTHING")],
    hasOwn: (e) => [Object.hasOwn(e, "PATH_INFO"), Object.hasOwn(e, "NOTHING")],
    prototype: (e) => Object.getPrototypeOf(e),
    "prototype when full": (e) => [Object.keys(e), Object.getPrototypeOf(e)],
    setPrototypeOf: (e) => [Object.getPrototypeOf(Object.setPrototypeOf(e, { inherited: 1 })), e.inherited],
    isExtensible: (e) => [Object.isExtensible(e), Object.isFrozen(e)],
    freeze: (e) => [Object.isFrozen(Object.freeze(e)), Reflect.set(e, "PATH_INFO", 1), Reflect.deleteProperty(e, "PATH_INFO"), e.PATH_INFO],
    preventExtensions: (e) => [Reflect.preventExtensions(e), Reflect.set(e, "x", 1), Object.getPrototypeOf(e)],
    seal: (e) => [Object.isSealed(Object.seal(e)), Reflect.deleteProperty(e, "PATH_INFO")],
    keys: (e) => Object.keys(e),
    "for in": (e) => {
      const keys = [];
      for (const key in e) keys.push(key);
      return keys;
    },
    entries: (e) => Object.entries(e),
    spread: (e) => ({ ...e }),
    assign: (e) => Object.assign({}, e),
    "inherited from": (e) => {
      const child = Object.create(e) as Record<string, unknown>;
      child.SCRIPT_NAME = "mine";
      return [child.PATH_INFO, child.SCRIPT_NAME, Object.keys(child), "PATH_INFO" in child, e.SCRIPT_NAME];
    },
    json: (e) => JSON.stringify({ PATH_INFO: e.PATH_INFO, all: e }, (key, value) => (key.endsWith(".input") ? "input" : value)),
    inspect: (e) => inspect(e),
    "inspect inside": (e) => inspect([{ e }], { depth: 4 }),
    tag: (e) => Object.prototype.toString.call(e),
    destructuring: ({ PATH_INFO, ...rest }) => [PATH_INFO, Object.keys(rest)],
    "a look, then all keys": (e) => [e.HTTP_COOKIE, Object.keys(e)],
  };

  test.each(Object.entries(acts))("%s", (_, act) => {
    const [late, atOnce] = [open(), plainly()];
    expect(act(late)).toEqual(act(atOnce));
    expect(late).toEqual(atOnce);
    expect(Object.keys(late)).toEqual(Object.keys(atOnce));
    expect(inspect(late)).toBe(inspect(atOnce));
  });

  test("console.log shows the values, even of one that nobody has looked at", () => {
    expect(inspect(openEnviron(pep3333, plain))).toContain("REQUEST_METHOD: 'GET'");
  });

  test("await leaves it alone", async () => {
    const environ = open();
    expect(await environ).toBe(environ);
  });

  test("a value stays the same object, when the others come too", () => {
    const environ = open();
    const { PATH_INFO, "web3.input": input } = environ;
    expect({ ...environ }).toMatchObject({ PATH_INFO });
    expect(environ.PATH_INFO).toBe(PATH_INFO);
    expect(environ["web3.input"]).toBe(input);
  });
});

describe("an opened dictionary with bytes keys behaves like one", () => {
  const open = () => openEnviron(wsgi10, plain) as unknown as BytesDict;
  const plainly = () => writeEnviron(wsgi10, plain) as unknown as BytesDict;
  const key = b("PATH_INFO");
  const acts: Record<string, (environ: BytesDict) => unknown> = {
    get: (e) => e.getOther(key),
    has: (e) => [e.has(key), e.has(b("NOTHING"))],
    set: (e) => e.set(b("my.own"), 1).set(key, 2).getOther(key),
    delete: (e) => [e.delete(key), e.delete(b("NOTHING")), e.has(key)],
    size: (e) => e.size,
    keys: (e) => [...e.keys()],
    entries: (e) => [...e],
    inspect: (e) => inspect(e),
  };

  test.each(Object.entries(acts))("%s", (_, act) => {
    const [late, atOnce] = [open(), plainly()];
    expect(act(late)).toEqual(act(atOnce));
    expect(late).toEqual(atOnce);
    expect([...late.keys()]).toEqual([...atOnce.keys()]);
    expect(inspect(late)).toBe(inspect(atOnce));
  });

  test("inspect shows the variables", () => {
    expect(inspect(open())).toMatch(/^BytesDict Map\(\d+\) \{\n {2}'REQUEST_METHOD' => Uint8Array/);
  });
});

describe("a variable that is put into an environ", () => {
  const sets = [
    ["my.own", 1],
    ["PATH_INFO", "/other"],
    ["REMOTE_PORT", "1"],
    ["HTTP_X_ADDED", "a"],
    ["my.own", 2],
    ["my.nothing", undefined],
    ["__proto__", "a"],
  ] as const;

  test.each([1, 2, 3, 4, 5, 6, 7])("is in its place, or the last: %i of them", (count) => {
    const late = openEnviron(pep3333, plain) as Record<string, unknown>;
    const atOnce = writeEnviron(pep3333, plain) as Record<string, unknown>;
    for (const environ of [late, atOnce]) for (const [key, value] of sets.slice(0, count)) environ[key] = value;
    expect(sets.map(([key]) => [late[key], key in late])).toEqual(sets.map(([key]) => [atOnce[key], key in atOnce]));
    expect(Object.entries(late)).toEqual(Object.entries(atOnce));
  });

  test("does not make the others", () => {
    const late = openEnviron(pep3333, {
      ...plain,
      get query(): never {
        throw new Error("the query was read");
      },
    }) as Record<string, unknown>;
    late["my.own"] = 1;
    expect([late["my.own"], late.REQUEST_METHOD, "my.own" in late]).toEqual([1, "GET", true]);
    expect(() => late.QUERY_STRING).toThrow("the query was read");
  });

  test("is not put there by what inherits from it", () => {
    const late = openEnviron(pep3333, plain) as Record<string, unknown>;
    const inner = Object.create(late) as Record<string, unknown>;
    inner.PATH_INFO = "/inner";
    expect([inner.PATH_INFO, late.PATH_INFO]).toEqual(["/inner", "/a/b"]);
  });
});

describe("an environ is changed before it is looked at", () => {
  test("by way of Object.create, as middleware does: the changed key and all others reach the other model", () => {
    const server = Object.create(writeEnviron(pep3333, plain) as object, { PATH_INFO: { value: "/moved", enumerable: true } });
    for (const environ of [openEnviron(flat, openRequest(pep3333, server)), writeEnviron(flat, readEnviron(pep3333, server))]) {
      expect(environ).toMatchObject({ PATH_INFO: "/moved", REQUEST_METHOD: "GET" });
      expect(Object.keys(environ)).toContain("HTTP_HOST");
    }
  });

  test("a request with another body has that one, in any model", () => {
    const body = [toBytes(byteString("mine"))];
    for (const to of everyPython) {
      const environ = openEnviron(to, amendRequest(openRequest(modWsgi, writeEnviron(modWsgi, plain)), { body }));
      const key = [...keysOf(environ)].find((key) => key.endsWith(".input"));
      if (key) expect((look(environ, key) as { read(): Uint8Array }).read()).toEqual(body[0]);
    }
  });

  test("a request with other variables has those", () => {
    const server = put(writeEnviron(unicode, plain), "my.old", 1) as Environ<Profile>;
    for (const to of everyPython) {
      const request = amendRequest(openRequest(unicode, server), { extra: new Map([[byteString("my.own"), 2]]) });
      const environ = openEnviron(to, request);
      expect([look(environ, "my.own"), look(environ, "my.old")]).toEqual([2, undefined]);
      expect([...keysOf(environ)].at(-1)).toBe("my.own");
    }
  });
});

describe("a request that is amended", () => {
  const server = { ...plain.server, multithread: true };

  test("has the server that it was given, whatever its environ says", () => {
    const request = amendRequest(openRequest(pep3333, writeEnviron(pep3333, plain)), { server });
    expect((openEnviron(modWsgi, request) as Record<string, unknown>)["wsgi.multithread"]).toBe(true);
    expect((openEnviron(modWsgi, request, "eager") as Record<string, unknown>)["wsgi.multithread"]).toBe(true);
  });

  test.each(named)("%s has one variable more, unless it has it", (_, profile) => {
    const added = byteString("my.own");
    for (const extra of [undefined, new Map([[added, 1]])]) {
      const sent = { ...plain, extra };
      const opened = addVariable(openRequest(profile, writeEnviron(profile, sent)), added, 2);
      const expected = { ...sent, extra: extra ?? new Map([[added, 2]]) };
      expect(opened.extra).toEqual(expected.extra);
      for (const application of [wsgi10, unicode, web3, flat, asgi3]) {
        expectSame(openEnviron(application, opened), writeEnviron(application, readEnviron(profile, writeEnviron(profile, expected))), []);
      }
    }
  });

  test.each(named)("%s says how long its body is", (_, profile) => {
    const headers = [[byteString("Content-Length"), byteString("12")]] as const;
    const opened = openRequest(profile, writeEnviron(profile, { ...plain, headers }));
    expect(lengthOf(opened)).toBe(12);
    expect(lengthOf(openRequest(profile, writeEnviron(profile, plain)))).toBe(Infinity);
  });
});
