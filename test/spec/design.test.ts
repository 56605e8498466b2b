import { describe, expect, test } from "vitest";
import asgi3, { variants as asgiVariants } from "../../proposals/asgi-3.ts";
import flat, { variants as flatVariants } from "../../proposals/flat.ts";
import modWsgi, { variants as modWsgiVariants } from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode, { variants as unicodeVariants } from "../../proposals/unicode.ts";
import web3, { variants as web3Variants } from "../../proposals/web3.ts";
import wsgi10, { variants as wsgi10Variants } from "../../proposals/wsgi-1.0.ts";
import { BytesDict, b } from "../../src/bytes-dict.ts";
import { loadCatalog } from "../../src/catalog.ts";
import { readEnviron, writeEnviron } from "../../src/environ.ts";
import { StringModelError } from "../../src/errors.ts";
import { denote, denoteEnviron, note, noteEnviron, noteError } from "../../src/notation.ts";
import type { Profile } from "../../src/profile.ts";
import { forPython } from "../../src/python-version.ts";
import {
  bytes,
  dictOf,
  environOf,
  get,
  message,
  readFrom,
  readWhole,
  refusal,
  refusalIn,
  refusedHeader,
  requestOf,
  seenBy,
  transcoded,
  valuesOf,
  variantOf,
  wire,
} from "./helpers.ts";

const { proposals, profiles } = await loadCatalog();
const cgiShaped = profiles.filter(({ headers }) => headers.as === "HTTP_*");
const decodedPath = cgiShaped.filter(({ id }) => id !== "web3@r2");
const byId = (some: readonly Profile[]) => some.map((profile) => [profile.id, profile] as const);
const native = (text: string, ...keys: string[]) => seenBy(pep3333, text, ...keys);
const mounted = (target: string) => valuesOf(environOf(pep3333, get(target), { mount: wire("/app") }), "SCRIPT_NAME", "PATH_INFO");

describe("from a request to CGI variables", () => {
  test.each(byId(decodedPath))("%s stands for the one reading: the same bytes of path, query and headers", (_, profile) => {
    const { scriptName, pathInfo, query, headers } = requestOf(get("/caf%C3%A9%2F%zz//../+?%C3%A9+", "X-A: \xe9", "X-A: 2"));
    expect(readEnviron(profile, environOf(profile, get("/caf%C3%A9%2F%zz//../+?%C3%A9+", "X-A: \xe9", "X-A: 2")))).toMatchObject({
      scriptName,
      pathInfo,
      query,
      headers: [
        ["host", headers[0]![1]],
        ["x-a", "\xe9, 2"],
      ],
    });
  });

  test("PATH_INFO is the decoded path after the mount", () => {
    expect(mounted("/app/%78")).toStrictEqual({ SCRIPT_NAME: "/app", PATH_INFO: "/x" });
    expect(mounted("/%61pp")).toStrictEqual({ SCRIPT_NAME: "/app", PATH_INFO: "" });
  });

  test("the cut is at a segment boundary only", () => {
    expect(mounted("/application")).toStrictEqual({ SCRIPT_NAME: "", PATH_INFO: "/application" });
    expect(mounted("/app%2Fx")).toStrictEqual({ SCRIPT_NAME: "", PATH_INFO: "/app/x" });
  });

  test("a bad escape stays as written", () => {
    expect(native(get("/%zz/%4/%"), "PATH_INFO")).toStrictEqual({ PATH_INFO: "/%zz/%4/%" });
  });

  test("a plus sign is not a space", () => {
    expect(native(get("/a+b?a+b"), "PATH_INFO", "QUERY_STRING")).toStrictEqual({ PATH_INFO: "/a+b", QUERY_STRING: "a+b" });
  });

  test("dot segments and double slashes are left alone", () => {
    expect(native(get("//a/.././%2e%2e//b"), "PATH_INFO")).toStrictEqual({ PATH_INFO: "//a/.././..//b" });
  });

  test("an escaped slash becomes a slash, and REQUEST_URI still has it", () => {
    expect(native(get("/a%2Fb"), "PATH_INFO", "REQUEST_URI")).toStrictEqual({ PATH_INFO: "/a/b", REQUEST_URI: "/a%2Fb" });
  });

  test("QUERY_STRING is never decoded", () => {
    expect(native(get("/?%2F%C3%A9+\xff?"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: "%2F%C3%A9+\xff?" });
  });

  test("an absolute-form target gives its path, and its authority replaces Host", () => {
    expect(native(get("http://ex.com:8080/p?q"), "PATH_INFO", "QUERY_STRING", "HTTP_HOST")).toStrictEqual({
      PATH_INFO: "/p",
      QUERY_STRING: "q",
      HTTP_HOST: "ex.com:8080",
    });
  });

  test("an asterisk stays an asterisk", () => {
    expect(native(message("OPTIONS * HTTP/1.1", "Host: h"), "PATH_INFO")).toStrictEqual({ PATH_INFO: "*" });
  });

  test("a header's name becomes HTTP_, upper case, with underscores for hyphens", () => {
    expect(native(get("/", "x-Forwarded-for2: v"), "HTTP_X_FORWARDED_FOR2")).toStrictEqual({ HTTP_X_FORWARDED_FOR2: "v" });
  });

  test("the type and the length of the body stand without HTTP_", () => {
    const posted = `${message("POST / HTTP/1.1", "Host: h", "content-type: t", "content-length: 1")}x`;
    expect(native(posted, "CONTENT_TYPE", "HTTP_CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_LENGTH")).toStrictEqual({
      CONTENT_TYPE: "t",
      HTTP_CONTENT_TYPE: undefined,
      CONTENT_LENGTH: "1",
      HTTP_CONTENT_LENGTH: undefined,
    });
  });

  test("repeats join with a comma, cookies with a semicolon", () => {
    expect(native(get("/", "X: 1", "Cookie: a=1", "x: 2", "cookie: b=2"), "HTTP_X", "HTTP_COOKIE")).toStrictEqual({
      HTTP_X: "1, 2",
      HTTP_COOKIE: "a=1; b=2",
    });
  });

  test.each(byId(cgiShaped))(
    "%s has no header whose name holds anything but letters, digits and hyphens, so that none is shadowed",
    (_, profile) => {
      const environ = valuesOf(environOf(profile, get("/", "X_A: evil", "X.A: evil", "X-B: v", "Content_Length: 9")));
      expect(Object.keys(environ).filter((key) => /^(HTTP_|CONTENT)/.test(key))).toStrictEqual(["HTTP_HOST", "HTTP_X_B"]);
    },
  );

  test.each(byId(cgiShaped))("%s never has HTTP_PROXY", (_, profile) => {
    expect(seenBy(profile, get("/", "Proxy: evil", "pROXY: evil"), "HTTP_PROXY")).toStrictEqual({ HTTP_PROXY: undefined });
  });

  test("white space around a value is removed, and an empty value is an empty value", () => {
    expect(native(get("/", "X: \t v w \t", "Y:", "Z: \t"), "HTTP_X", "HTTP_Y", "HTTP_Z")).toStrictEqual({
      HTTP_X: "v w",
      HTTP_Y: "",
      HTTP_Z: "",
    });
  });

  test("ASGI keeps every header line apart, in order, names in lower case", () => {
    expect(environOf(asgi3, get("/", "X_A: 1", "X-A: 2", "Proxy: 3", "X_a: 4")).headers.slice(1)).toStrictEqual([
      [bytes("x_a"), bytes("1")],
      [bytes("x-a"), bytes("2")],
      [bytes("proxy"), bytes("3")],
      [bytes("x_a"), bytes("4")],
    ]);
  });

  test("ASGI's path is UTF-8, and a path that is not is a refusal", () => {
    expect(seenBy(asgi3, get("/caf%C3%A9"), "path")).toStrictEqual({ path: "/caf\xe9" });
    expect(refusalIn(() => environOf(asgi3, get("/a/%E9")))?.where).toStrictEqual({ profile: "asgi-3", key: "path", offset: 3 });
  });

  test("in the variant that servers ship it is U+FFFD, with raw_path intact", () => {
    const replace = variantOf(asgiVariants, "asgi-3@replace");
    expect(seenBy(replace, get("/a/%E9"), "path", "raw_path")).toStrictEqual({ path: "/a/\ufffd", raw_path: bytes("/a/%E9") });
    expect(readEnviron(replace, environOf(replace, get("/a/%E9"))).pathInfo).toBe("/a/\xe9");
  });
});

describe("profiles", () => {
  test("the five of the proposals table come first, then what was adopted later", () => {
    expect(proposals.map(({ id }) => id)).toStrictEqual(["wsgi-1.0", "mod_wsgi", "unicode", "web3", "flat", "pep-3333", "asgi-3"]);
  });

  test("a variant is named after the proposal that it reads otherwise", () => {
    expect(profiles.map(({ id }) => id).filter((id) => id.includes("@"))).toStrictEqual([
      "wsgi-1.0@native-keys",
      "wsgi-1.0@latin-1",
      "mod_wsgi@raw",
      "unicode@arm",
      "unicode@raw",
      "unicode@cherrypy",
      "web3@r2",
      "flat@triple",
      "asgi-3@replace",
    ]);
  });

  test("wsgi-1.0 has bytes for keys and for values", () => {
    const environ = environOf(wsgi10, get("/", "X: v"));
    expect(environ).toBeInstanceOf(BytesDict);
    expect([environ.get(b("PATH_INFO")), environ.get(b("wsgi.url_scheme")), environ.get(b("HTTP_X"))]).toStrictEqual([
      bytes("/"),
      bytes("http"),
      bytes("v"),
    ]);
    expect(Object.values(valuesOf(environ)).filter((value) => typeof value === "string")).toStrictEqual([]);
  });

  test("mod_wsgi is native latin-1 on the way in, bytes or native on the way out", () => {
    expect(native(get("/%E9", "X: \xe9"), "PATH_INFO", "HTTP_X")).toStrictEqual({ PATH_INFO: "/\xe9", HTTP_X: "\xe9" });
    const { status, headerName, headerValue, body, write } = modWsgi.response;
    expect([status, headerName, headerValue, body, write].map(({ accepts }) => accepts.map(({ name }) => name))).toStrictEqual(
      Array(5).fill(["bytes", "latin-1"]),
    );
  });

  test("unicode has one codec for mount, path and query, on record, and ISO-8859-1 for the rest", () => {
    const keys = ["SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "wsgi.uri_encoding", "HTTP_X"] as const;
    const options = { mount: wire("/caf\xc3\xa9") };
    expect(valuesOf(environOf(unicode, get("/caf%C3%A9/%C3%A9?\xc3\xa9", "X: \xc3\xa9"), options), ...keys)).toStrictEqual({
      SCRIPT_NAME: "/caf\xe9",
      PATH_INFO: "/\xe9",
      QUERY_STRING: "\xe9",
      "wsgi.uri_encoding": "utf-8",
      HTTP_X: "\xc3\xa9",
    });
    expect(valuesOf(environOf(unicode, get("/caf%C3%A9/%C3%A9?\xff"), options), ...keys.slice(0, 4))).toStrictEqual({
      SCRIPT_NAME: "/caf\xc3\xa9",
      PATH_INFO: "/\xc3\xa9",
      QUERY_STRING: "\xff",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });

  test("web3 has native keys, bytes values, decoded paths, and the paths as sent beside them", () => {
    const environ = environOf(web3, get("/app/%C3%A9"), { mount: wire("/app") });
    expect(environ).not.toBeInstanceOf(BytesDict);
    expect(valuesOf(environ, "SCRIPT_NAME", "PATH_INFO", "web3.script_name", "web3.path_info")).toStrictEqual({
      SCRIPT_NAME: bytes("/app"),
      PATH_INFO: bytes("/\xc3\xa9"),
      "web3.script_name": bytes("/app"),
      "web3.path_info": bytes("/%C3%A9"),
    });
    expect(web3.convention).toBe("triple");
  });

  test("flat is UTF-8 with surrogateescape in, bytes out, called with start_response, without write()", () => {
    expect(seenBy(flat, get("/%C3%A9%FF", "X: \xff"), "PATH_INFO", "HTTP_X")).toStrictEqual({ PATH_INFO: "/\xe9\udcff", HTTP_X: "\udcff" });
    expect([flat.convention, flat.response.write]).toStrictEqual(["start_response", { standing: "removed" }]);
    expect(flat.response.status.accepts.map(({ name }) => name)).toStrictEqual(["bytes"]);
    expect(variantOf(flatVariants, "flat@triple").convention).toBe("triple");
  });

  test.each([modWsgi, pep3333, flat])("on Python 2 a native string is bytes, and so are the keys", (profile) => {
    const environ = writeEnviron(forPython(profile, 2), requestOf(get("/%FF", "X: v")));
    expect(environ).toBeInstanceOf(BytesDict);
    expect(valuesOf(environ, "PATH_INFO", "HTTP_X", "wsgi.url_scheme")).toStrictEqual({
      PATH_INFO: bytes("/\xff"),
      HTTP_X: bytes("v"),
      "wsgi.url_scheme": bytes("http"),
    });
  });

  test("on Python 2 an answer in bytes is not asked for twice, and text stays text", () => {
    expect(forPython(modWsgi, 2).response.body.accepts.map(({ name }) => name)).toStrictEqual(["bytes"]);
    expect(valuesOf(writeEnviron(forPython(unicode, 2), requestOf(get("/%C3%A9"))), "PATH_INFO")).toStrictEqual({ PATH_INFO: "/\xe9" });
  });

  test.each(byId([modWsgi, unicode]))("%s also has mount and path in bytes, decoded", (_, profile) => {
    expect(
      valuesOf(environOf(profile, get("/app/%C3%A9%2F"), { mount: wire("/app") }), "wsgi.script_name", "wsgi.path_info"),
    ).toStrictEqual({
      "wsgi.script_name": bytes("/app"),
      "wsgi.path_info": bytes("/\xc3\xa9/"),
    });
  });

  test.each(byId([wsgi10, web3, flat, pep3333, variantOf(wsgi10Variants, "wsgi-1.0@latin-1")]))(
    "%s has no wsgi.path_info",
    (_, profile) => {
      expect(seenBy(profile, get("/"), "wsgi.script_name", "wsgi.path_info")).toStrictEqual({
        "wsgi.script_name": undefined,
        "wsgi.path_info": undefined,
      });
    },
  );

  test.each(byId([variantOf(modWsgiVariants, "mod_wsgi@raw"), variantOf(unicodeVariants, "unicode@raw")]))(
    "%s has them as sent, where that was seen",
    (_, profile) => {
      const request = requestOf(get("/app/%C3%A9%2F"), { mount: wire("/app") });
      expect(valuesOf(writeEnviron(profile, request), "wsgi.script_name", "wsgi.path_info")).toStrictEqual({
        "wsgi.script_name": bytes("/app"),
        "wsgi.path_info": bytes("/%C3%A9%2F"),
      });
      expect(valuesOf(writeEnviron(profile, { ...request, rawPath: undefined }), "wsgi.script_name", "wsgi.path_info")).toStrictEqual({
        "wsgi.script_name": undefined,
        "wsgi.path_info": undefined,
      });
    },
  );

  test.each([
    ["wsgi-1.0", wsgi10, bytes("/\xc3\xa9?q")],
    ["mod_wsgi", modWsgi, "/\xc3\xa9?q"],
    ["unicode", unicode, "/\xc3\xa9?q"],
    ["unicode@arm", variantOf(unicodeVariants, "unicode@arm"), "/\xe9?q"],
    ["web3", web3, bytes("/\xc3\xa9?q")],
    ["web3@r2", variantOf(web3Variants, "web3@r2"), bytes("/\xc3\xa9?q")],
    ["flat", flat, "/\xe9?q"],
    ["pep-3333", pep3333, "/\xc3\xa9?q"],
  ])("%s has the target in REQUEST_URI, in the codec of its other values, where it was seen", (_, profile, target) => {
    expect(seenBy(profile, get("/\xc3\xa9?q"), "REQUEST_URI")).toStrictEqual({ REQUEST_URI: target });
    expect(valuesOf(writeEnviron(profile, { ...requestOf(get("/")), target: undefined }), "REQUEST_URI")).toStrictEqual({
      REQUEST_URI: undefined,
    });
  });
});

describe("the hub is bytes", () => {
  test("nothing invents a path as sent", () => {
    expect(readFrom(pep3333, { SCRIPT_NAME: "", PATH_INFO: "/a" }).rawPath).toBeUndefined();
    expect(transcoded(pep3333, asgi3, { SCRIPT_NAME: "", PATH_INFO: "/a" })).toStrictEqual({ path: "/a", root_path: "" });
  });

  test("a refusal names profile, variable and offset, and never the whole value", () => {
    const error = refusalIn(() => readWhole(pep3333, { HTTP_COOKIE: "secret=1; \u20ac" }));
    expect(error?.where).toStrictEqual({ profile: "pep-3333", key: "HTTP_COOKIE", offset: 10 });
    expect(error?.message).not.toContain("secret");
  });
});

describe("environs", () => {
  const session = { user: 1 };

  test.each(byId(profiles))("%s keeps a variable that an application adds, and carries it by reference", (_, profile) => {
    const environ = { ...valuesOf(environOf(profile, get("/"))), "my.session": session };
    expect(transcoded(profile, pep3333, environ)["my.session"]).toBe(session);
    expect(transcoded(profile, asgi3, environ)["my.session"]).toBe(session);
    expect(transcoded(profile, wsgi10, environ)["my.session"]).toBe(session);
  });

  test("a variable that an application adds never takes the place of one of the profile's", () => {
    expect(refusal(() => transcoded(pep3333, asgi3, { path: "/evil" }))).toBe("BAD_VARIABLE");
    expect(refusal(() => transcoded(pep3333, asgi3, { HTTP_X: "v", headers: [] }))).toBe("BAD_VARIABLE");
    expect(refusal(() => transcoded(asgi3, pep3333, { headers: [[bytes("x"), bytes("v")]], HTTP_X: "evil" }))).toBe("BAD_VARIABLE");
  });
});

describe("values as JSON", () => {
  test.each([
    [bytes("\x00\xe9/"), { bytes: "00e92f" }],
    ["caf\xe9", { str: "caf\xe9" }],
    [1, 1],
    [true, true],
    [null, null],
    [
      [1, "a", bytes("b")],
      [1, { str: "a" }, { bytes: "62" }],
    ],
    [
      ["h", 80],
      [{ str: "h" }, 80],
    ],
    [() => {}, { object: "wsgi.input" }],
    [new Map(), { object: "wsgi.input" }],
  ])("a value is noted by its type: %j is %j", (value, noted) => {
    expect(note(value, "wsgi.input")).toStrictEqual(noted);
  });

  test("a lone surrogate is written as an escape", () => {
    expect(JSON.stringify(note("/\udcff", ""))).toBe('{"str":"/\\udcff"}');
  });

  test("an environ is an array of pairs, sorted by key", () => {
    expect(noteEnviron(flat, dictOf(flat, { b: "\udcff", A: 1, a: [1, 0] }))).toStrictEqual([
      [{ str: "A" }, 1],
      [{ str: "a" }, [1, 0]],
      [{ str: "b" }, { str: "\udcff" }],
    ]);
    expect(noteEnviron(wsgi10, dictOf(wsgi10, { b: bytes("\xff"), a: null }))).toStrictEqual([
      [{ bytes: "61" }, null],
      [{ bytes: "62" }, { bytes: "ff" }],
    ]);
  });

  test("a stream is an object by the name of its variable", () => {
    const noted = noteEnviron(pep3333, environOf(pep3333, get("/")));
    expect(noted).toContainEqual([{ str: "wsgi.input" }, { object: "wsgi.input" }]);
    expect(noted).toContainEqual([{ str: "wsgi.errors" }, { object: "wsgi.errors" }]);
    expect(noted).toContainEqual([{ str: "wsgi.version" }, [1, 0]]);
    expect(noted).toContainEqual([{ str: "wsgi.run_once" }, false]);
  });

  test.each(byId(profiles))("%s: what is noted denotes an environ of the same bytes", (_, profile) => {
    const environ = environOf(profile, get("/caf%C3%A9?q", "X: \xe9"));
    const copy = denoteEnviron(profile, JSON.parse(JSON.stringify(noteEnviron(profile, environ))));
    const { body: _body, server: _server, ...request } = readEnviron(profile, copy);
    expect(readEnviron(profile, environ)).toMatchObject(request);
  });

  test("an error has its code, message and place, null where there is none", () => {
    const error = new StringModelError("UNDECODABLE", "not UTF-8", { profile: "asgi-3", key: "path", offset: 1 });
    expect(noteError(error)).toStrictEqual({
      error: { code: "UNDECODABLE", message: "asgi-3 path at 1 not UTF-8 [UNDECODABLE]", profile: "asgi-3", key: "path", offset: 1 },
    });
    expect(noteError(new StringModelError("BAD_JSON", "no"))).toMatchObject({ error: { profile: null, key: null, offset: null } });
  });

  test.each([["x"], [{ str: 1 }], [{ bytes: "0" }], [{ bytes: "zz" }], [{ text: "x" }], [{}], [{ str: "a", bytes: "61" }]])(
    "what is not in the notation is refused: %j",
    (json) => {
      expect(refusal(() => denote(json))).toBe("BAD_JSON");
    },
  );
});

describe("refusals", () => {
  test.each(byId(profiles))("%s passes no CR, LF or NUL into a response head", (_, profile) => {
    const { headerName, headerValue } = profile.response;
    const [name, value] = [headerName.accepts[0], headerValue.accepts[0]];
    expect(["a\rb", "a\nb", "a\0b"].map((bad) => refusedHeader(profile, name.decode(wire("x")), value.decode(wire(bad))))).toStrictEqual(
      Array(3).fill("HEAD_INJECTION"),
    );
    expect(["a\rb", "a\nb", "a\0b"].map((bad) => refusedHeader(profile, name.decode(wire(bad)), value.decode(wire("v"))))).toStrictEqual(
      Array(3).fill("HEAD_INJECTION"),
    );
  });
});
