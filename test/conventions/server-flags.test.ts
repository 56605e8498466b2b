import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { b as key } from "../../src/bytes-dict.ts";
import type { App } from "../../src/conventions/app.ts";
import { createHandler } from "../../src/create-handler.ts";
import { type RequestOptions, request } from "../../src/testing/request.ts";
import { type Any, b, plain, plainBytes, serve, serveOn } from "./serve.ts";

const busy: RequestOptions = { server: { multithread: true, multiprocess: true, runOnce: true } };
const flags = ["multithread", "multiprocess", "run_once"];

/** What an application sees under these keys. */
async function seen(keys: readonly string[], options: RequestOptions = {}, to?: typeof asgi3 | typeof web3): Promise<unknown[]> {
  let values: unknown[] = [];
  const app: App<typeof pep3333> = (environ, start) => {
    values = keys.map((name) => (environ as Any)[name]);
    start("200 OK", [plain]);
    return [];
  };
  const sent = request("GET /caf%C3%A9?q", options);
  await (to ? serveOn(app, pep3333, to as typeof web3, sent) : serve(app, pep3333, sent));
  return values;
}

describe("PEP 3333, environ Variables: the server", () => {
  const keys = flags.map((flag) => `wsgi.${flag}`);

  test("wsgi.version is (1, 0)", async () => {
    expect(await seen(["wsgi.version"])).toEqual([[1, 0]]);
  });

  test("the flags say that nobody else calls the application, unless the server says so", async () => {
    expect(await seen(keys)).toEqual([false, false, false]);
    expect(await seen(keys, busy)).toEqual([true, true, true]);
    expect(await seen(keys, { server: { multiprocess: true } })).toEqual([false, true, false]);
  });

  test("between models that have them they are handed on", async () => {
    expect(await seen(keys, busy, web3)).toEqual([true, true, true]);
  });

  test("from one that has none they are false, of a server that does one thing at a time", async () => {
    expect(await seen(keys, busy, asgi3)).toEqual([false, false, false]);
  });

  test("wsgi.url_scheme is that of the connection", async () => {
    expect(await seen(["wsgi.url_scheme"])).toEqual(["http"]);
    expect(await seen(["wsgi.url_scheme"], { scheme: "https" })).toEqual(["https"]);
  });

  test("SERVER_NAME and SERVER_PORT are those of the server, whatever Host says, and strings", async () => {
    const options = { serverName: "inner.example", serverPort: "8080", headers: { Host: "outer.example" } };
    expect(await seen(["SERVER_NAME", "SERVER_PORT", "HTTP_HOST"], options)).toEqual(["inner.example", "8080", "outer.example"]);
  });

  test("SERVER_PROTOCOL is the request's", async () => {
    expect(await seen(["SERVER_PROTOCOL"])).toEqual(["HTTP/1.1"]);
    expect(await seen(["SERVER_PROTOCOL"], { protocol: "HTTP/2" })).toEqual(["HTTP/2"]);
  });

  test("a server's own variables are there, in the types of the model", async () => {
    const variables = { REMOTE_USER: "caf\xc3\xa9", AUTH_TYPE: "Basic" };
    expect(await seen(["REMOTE_USER", "AUTH_TYPE"], { variables })).toEqual(["caf\xc3\xa9", "Basic"]);
  });

  test("what a middleware added is carried by reference", async () => {
    const own = { anything: 1 };
    expect((await seen(["my.own"], { extra: { "my.own": own } }))[0]).toBe(own);
    expect((await seen(["my.own"], { extra: { "my.own": own } }, web3))[0]).toBe(own);
  });
});

describe("in the types of each model", () => {
  test("wsgi-1.0 has bytes keys, and booleans", async () => {
    let values: unknown[] = [];
    const app: App<typeof wsgi10> = (environ, start) => {
      values = ["wsgi.multithread", "SERVER_PORT"].map((name) => (environ as Any).getOther(key(name)));
      start(b("200 OK"), [plainBytes]);
      return [];
    };
    await serve(app, wsgi10, request("GET /", busy));
    expect(values).toEqual([true, b("80")]);
  });

  test("web3 has its own names, and says that it is not asynchronous (PEP 444, environ Variables)", async () => {
    let environ: Any;
    const app: App<typeof web3> = (given) => {
      environ = given;
      return [b("200 OK"), [plainBytes], []];
    };
    await serve(app, web3, request("GET /", busy));
    expect([environ["web3.version"], environ["web3.multithread"], environ["web3.async"], environ["wsgi.multithread"]]).toEqual([
      [1, 0],
      true,
      false,
      undefined,
    ]);
  });
});

describe("PEP 3333, Input and Error Streams: wsgi.errors", () => {
  const app: App<typeof pep3333> = (environ, start) => {
    const errors = environ["wsgi.errors"];
    errors.write("one\n");
    errors.writelines(["two\n", "\u20ac\n"]);
    errors.flush();
    start("200 OK", [plain]);
    return [];
  };

  test("is a stream of text: write, writelines and flush, any characters", async () => {
    expect((await serve(app, pep3333, "GET /")).errors).toBe("one\ntwo\n\u20ac\n");
  });

  test("through an adapter it is the server's", async () => {
    expect((await serveOn(app, pep3333, web3, "GET /")).errors).toBe("one\ntwo\n\u20ac\n");
  });

  test("what an application throws is written there, where the server has no other place for it", async () => {
    const written: string[] = [];
    const errors = { write: (text: string) => void written.push(text), writelines() {}, flush: () => void written.push("flush") };
    const failing: App<typeof pep3333> = () => {
      throw new RangeError("mine");
    };
    const response = await createHandler(failing, pep3333)(request("GET /", { server: { errors } }));
    expect([response.status, written[0], written.at(-1)]).toEqual([500, expect.stringContaining("RangeError: mine"), "flush"]);
  });
});
