/** Laws of the transcoder, over every profile and variant. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BytesDict } from "../src/bytes-dict.ts";
import { loadCatalog } from "../src/catalog.ts";
import { whole } from "../src/compare/parts.ts";
import { keysOf, readEnviron, readFragment, writeEnviron } from "../src/environ.ts";
import { StringModelError } from "../src/errors.ts";
import type { RawRequest } from "../src/exchange.ts";
import { BodyInput } from "../src/input.ts";
import { noteEnviron } from "../src/notation.ts";
import type { Environ, Profile } from "../src/profile.ts";
import { forPython } from "../src/python-version.ts";
import { transcodeEnviron } from "../src/transcode.ts";
import { byteString } from "../src/wire.ts";

const { profiles, proposals } = await loadCatalog();
const named = profiles.map((profile) => [profile.id, profile] as const);

/** Nothing when the model refuses the request. */
function written(profile: Profile, request: RawRequest): Environ<Profile> | undefined {
  try {
    return writeEnviron(profile, request);
  } catch (error) {
    if (error instanceof StringModelError) return undefined;
    throw error;
  }
}

const kept = ({ method, scriptName, pathInfo, query, protocol, scheme, serverName, serverPort, remoteAddr, remotePort }: RawRequest) => ({
  method,
  scriptName,
  pathInfo,
  query,
  protocol,
  scheme,
  serverName,
  serverPort,
  remoteAddr,
  remotePort,
});

describe("what is written is read back", () => {
  const faithful = named.filter(([id]) => id !== "asgi-3@replace");

  test.each(faithful)("%s", (_, profile) => {
    fc.assert(
      fc.property(whole, ({ request }) => {
        const environ = written(profile, request);
        if (environ) expect(kept(readEnviron(profile, environ))).toEqual(kept(request));
      }),
      { numRuns: 150 },
    );
  });

  test.each(faithful)("%s, on Python 2", (_, profile) => {
    const on2 = forPython(profile, 2);
    fc.assert(
      fc.property(whole, ({ request }) => {
        const environ = written(on2, request);
        if (environ) expect(kept(readEnviron(on2, environ))).toEqual(kept(request));
      }),
      { numRuns: 50 },
    );
  });
});

describe("an environ that goes through another model and back is the same environ", () => {
  // ASGI has no wsgi.input, and no REQUEST_URI.
  const cgi = proposals.filter(({ keys }) => keys !== "unicode");

  test.each(cgi.map((profile) => [profile.id, profile] as const))("%s", (_, from) => {
    for (const to of cgi) {
      fc.assert(
        fc.property(whole, ({ request }) => {
          const environ = writeEnviron(from, request);
          const back = transcodeEnviron(to, from, transcodeEnviron(from, to, environ));
          expect(noteEnviron(from, back)).toEqual(noteEnviron(from, environ));
        }),
        { numRuns: 25 },
      );
    }
  });
});

describe("environs are open", () => {
  const mine = { anything: ["é", new Uint8Array([255])] };
  const open = (profile: Profile): [Environ<Profile>, string] => {
    const [key] = [...keysOf(writeEnviron(profile, plain))];
    return [writeEnviron(profile, plain), key!];
  };
  const plain = readEnviron(proposals[5]!, {
    REQUEST_METHOD: "GET",
    PATH_INFO: "/",
    SERVER_NAME: "h",
    SERVER_PORT: "80",
    SERVER_PROTOCOL: "HTTP/1.1",
    "wsgi.url_scheme": "http",
  } as never);

  test("a variable that an application adds goes through every model, by reference", () => {
    for (const from of profiles) {
      for (const to of profiles) {
        const [environ] = open(from);
        if (environ instanceof BytesDict) environ.set(new TextEncoder().encode("my.own"), mine);
        else (environ as Record<string, unknown>)["my.own"] = mine;
        const there = transcodeEnviron(from, to, environ);
        const found =
          there instanceof BytesDict ? there.getOther(new TextEncoder().encode("my.own")) : (there as Record<string, unknown>)["my.own"];
        expect(found, `${from.id} to ${to.id}`).toBe(mine);
      }
    }
  });

  test("unless its name is one of the other model's own", () => {
    const scope = { ...(writeEnviron(proposals[6]!, plain) as object), PATH_INFO: "mine" };
    expect(() => transcodeEnviron(proposals[6]!, proposals[5]!, scope as never)).toThrow(
      expect.objectContaining({ code: "BAD_VARIABLE", where: { profile: "pep-3333", key: "PATH_INFO" } }),
    );
  });

  test("toString and __proto__ are variables like any other", () => {
    const environ = writeEnviron(proposals[5]!, {
      ...plain,
      extra: new Map([
        [byteString("__proto__"), 1],
        [byteString("toString"), 2],
      ]),
    });
    expect(readFragment(proposals[5]!, environ).extra).toEqual(
      new Map([
        ["__proto__", 1],
        ["toString", 2],
      ]),
    );
    expect("hasOwnProperty" in writeEnviron(proposals[5]!, plain)).toBe(false);
  });
});

describe("PEP 3333, environ Variables", () => {
  const pep3333 = proposals[5]!;
  const complete = { REQUEST_METHOD: "GET", SERVER_NAME: "h", SERVER_PORT: "80", SERVER_PROTOCOL: "HTTP/1.1", "wsgi.url_scheme": "http" };
  const read = (environ: object) => readEnviron(pep3333, environ as never);

  test("SCRIPT_NAME, PATH_INFO and QUERY_STRING may be absent, and are then empty", () => {
    expect(read(complete)).toMatchObject({ scriptName: "", pathInfo: "", query: "", headers: [] });
  });

  test.each(Object.keys(complete))("%s is required", (key) => {
    const { [key]: _, ...environ } = complete as Record<string, unknown>;
    expect(() => read(environ)).toThrow(expect.objectContaining({ code: "MISSING_VARIABLE", where: { profile: "pep-3333", key } }));
  });

  test("a value of another type is named with its key", () => {
    expect(() => read({ ...complete, SERVER_PORT: 80 })).toThrow("pep-3333 SERVER_PORT is number, not str [WRONG_TYPE]");
    expect(() => read({ ...complete, HTTP_X: null })).toThrow("pep-3333 HTTP_X is None, not str [WRONG_TYPE]");
    expect(() => read({ ...complete, PATH_INFO: "/€" })).toThrow("pep-3333 PATH_INFO at 1 U+20AC is not in latin-1 [UNENCODABLE]");
  });

  test("the raw path is dropped once the application has moved on in the path", () => {
    const sent = { ...complete, REQUEST_URI: "/a%2Fb/c", SCRIPT_NAME: "", PATH_INFO: "/a/b/c" };
    expect(read(sent).rawPath).toBe("/a%2Fb/c");
    expect(read({ ...sent, SCRIPT_NAME: "/a", PATH_INFO: "/b/c" }).rawPath).toBe("/a%2Fb/c");
    expect(read({ ...sent, PATH_INFO: "/elsewhere" }).rawPath).toBeUndefined();
  });
});

describe("RFC 3875, 4.1: meta-variables that no profile names", () => {
  const [wsgi10, , , web3, flat, pep3333, asgi3] = proposals as [Profile, Profile, Profile, Profile, Profile, Profile, Profile];
  const part = { REQUEST_METHOD: "GET", REMOTE_USER: "caf\xe9", AUTH_TYPE: "Basic", HTTPS: "on" };

  test("are re-coded like the CGI values beside them", () => {
    const to = (profile: Profile) =>
      new Map(noteEnviron(profile, transcodeEnviron(pep3333, profile, part as never)).map(([key, value]) => [JSON.stringify(key), value]));
    expect(to(web3).get('{"str":"REMOTE_USER"}')).toEqual({ bytes: "636166e9" });
    expect(to(flat).get('{"str":"REMOTE_USER"}')).toEqual({ str: "caf\udce9" });
    expect(to(wsgi10).get(`{"bytes":"${Buffer.from("HTTPS").toString("hex")}"}`)).toEqual({ bytes: "6f6e" });
    expect(to(asgi3).get('{"str":"REMOTE_USER"}')).toEqual({ bytes: "636166e9" });
  });

  test("are refused where the model has no bytes for them", () => {
    expect(() => transcodeEnviron(pep3333, flat, { REMOTE_USER: "€" } as never)).toThrow(
      "pep-3333 REMOTE_USER at 0 U+20AC is not in latin-1 [UNENCODABLE]",
    );
  });

  test("are an application's own where they are no strings", () => {
    const own = { DEBUG: true };
    expect(transcodeEnviron(pep3333, web3, { DEBUG: own } as never)).toEqual({ DEBUG: own });
  });
});

describe("CVE-2016-5388: Proxy never becomes HTTP_PROXY", () => {
  const [pep3333, asgi3] = [proposals[5]!, proposals[6]!];

  test("not even from a server that made it so", () => {
    expect(transcodeEnviron(pep3333, proposals[3]!, { HTTP_PROXY: "evil", HTTP_X: "a" } as never)).toEqual({
      HTTP_X: new Uint8Array([0x61]),
    });
    expect(readFragment(pep3333, { HTTP_PROXY: "evil" } as never).headers).toEqual([["proxy", "evil"]]);
  });

  test("nor by a variable that an application adds", () => {
    for (const name of ["HTTP_PROXY", "HTTP_X", "CONTENT_TYPE", "HTTP_CONTENT_LENGTH"]) {
      expect(() => transcodeEnviron(asgi3, pep3333, { [name]: new Uint8Array([1]) } as never)).toThrow(
        expect.objectContaining({ code: "BAD_VARIABLE", where: { profile: "pep-3333", key: name } }),
      );
    }
  });
});

describe("ports", () => {
  const [pep3333, asgi3] = [proposals[5]!, proposals[6]!];
  const there = (environ: object) => transcodeEnviron(pep3333, asgi3, environ as never) as Record<string, unknown>;

  test("that are not known come back as not known", () => {
    expect(there({ REMOTE_ADDR: "192.0.2.7" }).client).toEqual(["192.0.2.7", 0]);
    expect(transcodeEnviron(asgi3, pep3333, there({ REMOTE_ADDR: "192.0.2.7" }) as never)).toEqual({ REMOTE_ADDR: "192.0.2.7" });
  });

  test("of a server may be 0, which a client's never is", () => {
    expect(transcodeEnviron(asgi3, pep3333, there({ SERVER_NAME: "h", SERVER_PORT: "0" }) as never)).toEqual({
      SERVER_NAME: "h",
      SERVER_PORT: "0",
    });
  });

  test("that are empty are missing (RFC 3875, 4.1)", () => {
    expect(there({ REMOTE_ADDR: "192.0.2.7", REMOTE_PORT: "" }).client).toEqual(["192.0.2.7", 0]);
  });

  test.each(["99999", "http", "-1", "1.5"])("%s is none", (port) => {
    expect(() => there({ SERVER_NAME: "h", SERVER_PORT: port })).toThrow(expect.objectContaining({ code: "BAD_VARIABLE" }));
  });
});

describe("a whole environ is whole in another model", () => {
  const [pep3333, asgi3] = [proposals[5]!, proposals[6]!];
  const whole = {
    REQUEST_METHOD: "GET",
    PATH_INFO: "/",
    QUERY_STRING: "",
    SERVER_NAME: "h",
    SERVER_PORT: "80",
    SERVER_PROTOCOL: "HTTP/1.0",
    "wsgi.url_scheme": "http",
  };

  test("a scope has its headers, if only an empty list", () => {
    expect(transcodeEnviron(pep3333, asgi3, whole as never)).toMatchObject({ headers: [] });
  });

  test("a WSGI environ made of a scope has an input and the flags, which a scope has no place for", () => {
    const scope = transcodeEnviron(pep3333, asgi3, whole as never);
    expect(transcodeEnviron(asgi3, pep3333, scope)).toMatchObject({
      ...whole,
      "wsgi.input": expect.any(BodyInput),
      "wsgi.multithread": false,
      "wsgi.run_once": false,
    });
  });

  test("but nothing is invented that the other model has a place for", () => {
    const there = transcodeEnviron(pep3333, proposals[4]!, { REQUEST_METHOD: "GET" } as never);
    expect(there).toEqual({ REQUEST_METHOD: "GET", "wsgi.version": [1, 0] });
  });

  test("a port without its host is refused where the two are one", () => {
    expect(() => transcodeEnviron(pep3333, asgi3, { SERVER_PORT: "80" } as never)).toThrow(
      expect.objectContaining({ code: "BAD_VARIABLE", where: { profile: "asgi-3", key: "server" } }),
    );
  });
});
