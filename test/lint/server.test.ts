import { describe, expect, test } from "vitest";
import { lintServer } from "../../src/lint/server.ts";
import type { Profile } from "../../src/profile.ts";
import { bytes, get } from "../spec/helpers.ts";
import { type Any, type AnyApp, type Behaviour, environ, post, serveAsIs } from "./fake.ts";
import { all, asgi3, pep3333, unicode, web3, wsgi10 } from "./profiles.ts";

/** Exercises whose answer breaks off: the server sees what the application throws. */
const breakingOff = ["failure", "late-exc_info"];

/** A start_response as PEP 3333 has it: `sent` is what the server knows of the head. */
function goodServer(): Behaviour & { readonly text: () => string } {
  let sent = false;
  const wire: Uint8Array[] = [];
  const push = (part: Uint8Array) => {
    if (part.length > 0) sent = true;
    wire.push(part);
  };
  return {
    startResponse: (_status, _headers, excInfo) => {
      if (excInfo && sent) throw excInfo;
      return push;
    },
    take: async (body) => {
      try {
        for await (const part of body) push(part);
      } finally {
        await body.close?.();
      }
    },
    send: async ({ body }) => {
      if (body) wire.push(body);
    },
    text: () => wire.map((part) => new TextDecoder().decode(part)).join(""),
  };
}

/** Every exercise, by GET and by POST; gives the texts of the answers. */
async function exercise(profile: Profile, check: Any, behaviour: () => Behaviour = goodServer): Promise<string[]> {
  const texts: string[] = [];
  for (const name of check.exercises as string[]) {
    for (const text of [get(`/?${name}`), post("a\nbc\n").replace("?q", `?${name}`)]) {
      const server = behaviour();
      const messages = text.startsWith("GET") ? [{ type: "http.request" }] : parts;
      const answered = serveAsIs(profile, check.app as AnyApp, { messages, ...server, environ: environ(profile, {}, text) });
      if (breakingOff.includes(name)) await expect(answered, name).rejects.toThrow("lintServer:");
      else await answered;
      if ("text" in server) texts.push((server as ReturnType<typeof goodServer>).text());
    }
  }
  return texts;
}

const parts = [
  { type: "http.request", body: bytes("a\n"), more_body: true },
  { type: "http.request", body: bytes("bc\n"), more_body: false },
];

const found = (check: Any): string[] => [...new Set((check.finish() as { code: string }[]).map(({ code }) => code))];

describe("a good server", () => {
  test.each(all.map((profile): [string, Profile] => [profile.id, profile]))("%s: there is nothing to find", async (_, profile) => {
    const check = lintServer(profile);
    const texts = await exercise(profile, check);
    expect(check.finish()).toStrictEqual([]);
    expect([...new Set(texts)]).toStrictEqual(["ok\n"]);
  });
});

describe("a bad server", () => {
  test("hears in its answers what is wrong", async () => {
    const check = lintServer(pep3333);
    const server = goodServer();
    await serveAsIs(pep3333, check.app as AnyApp, { ...server, environ: environ(pep3333, { SERVER_PORT: 80 }) });
    expect(server.text()).toBe("server: pep-3333 SERVER_PORT is number, not str [WRONG_TYPE]\n");
    expect(check.findings).toHaveLength(1);
  });

  test("that does not close is found when all is over", async () => {
    const check = lintServer(wsgi10);
    await serveAsIs(wsgi10, check.app as AnyApp, { take: (body) => [...body] });
    expect(check.findings).toStrictEqual([]);
    expect(found(check)).toStrictEqual(["NOT_CLOSED"]);
  });

  test("that does not close what failed is found too", async () => {
    const check = lintServer(web3);
    const failing = serveAsIs(web3, check.app as AnyApp, { environ: environ(web3, {}, get("/?failure")), take: (body) => [...body] });
    await expect(failing).rejects.toThrow("on purpose");
    expect(found(check)).toStrictEqual(["NOT_CLOSED"]);
  });

  test("that forgets exc_info is found", async () => {
    const check = lintServer(unicode);
    const given = environ(unicode, {}, get("/?late-exc_info"));
    await serveAsIs(unicode, check.app as AnyApp, { environ: given, startResponse: () => () => {} });
    expect(found(check)).toStrictEqual(["EXC_INFO_SWALLOWED"]);
  });

  test("that returns no write() is found", async () => {
    const check = lintServer(pep3333);
    await serveAsIs(pep3333, check.app as AnyApp, { startResponse: () => undefined });
    expect(found(check)).toStrictEqual(["NOT_CALLABLE"]);
  });

  test("whose input ends too soon, or too late, is found", async () => {
    for (const length of ["3", "9"]) {
      const check = lintServer(pep3333);
      const given = environ(pep3333, {}, post("abcd"));
      given["wsgi.input"].read(0);
      await serveAsIs(pep3333, check.app as AnyApp, { environ: { ...given, CONTENT_LENGTH: length } });
      expect(found(check)).toStrictEqual(["INPUT_LENGTH"]);
    }
  });

  test("that sends messages nobody knows is found", async () => {
    const check = lintServer(asgi3);
    await serveAsIs(asgi3, check.app as AnyApp, { messages: [{ type: "http.request", body: "text" }] });
    expect(found(check)).toStrictEqual(["BAD_MESSAGE"]);
  });

  test("that goes on after the last message is found", async () => {
    const check = lintServer(asgi3);
    const given = environ(asgi3, {}, post("ab"));
    await serveAsIs(asgi3, check.app as AnyApp, { environ: given, messages: [{ type: "http.request", body: bytes("abc") }] });
    expect(found(check)).toStrictEqual(["INPUT_LENGTH"]);
  });
});

test("what is found is reported as it is found, but for what is ignored", async () => {
  const codes: string[] = [];
  const check = lintServer(pep3333, { report: ({ code }) => codes.push(code), ignore: ["HTTPOXY"] });
  const given = environ(pep3333, { HTTP_PROXY: "x", SERVER_PORT: "" });
  await serveAsIs(pep3333, check.app as AnyApp, { environ: given });
  expect(codes).toStrictEqual(["EMPTY_VARIABLE"]);
  expect(found(check)).toStrictEqual(codes);
});
