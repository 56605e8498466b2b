/** Every convention passes the suite with every profile; conventions that cheat do not. */
import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { loadCatalog } from "../../src/catalog.ts";
import type { Convention } from "../../src/conventions/convention.ts";
import { conventions } from "../../src/conventions/registry.ts";
import type { Handler, RawResponse } from "../../src/exchange.ts";
import { lint } from "../../src/lint/lint.ts";
import type { Profile } from "../../src/profile.ts";
import { forPython } from "../../src/python-version.ts";
import { conventionSuite, drain } from "../../src/testing/testing.ts";
import { failing, runSuite } from "./suite.ts";

const { profiles, proposals } = await loadCatalog();
const both = profiles.flatMap((profile) => [
  [`${profile.convention} with ${profile.id}`, profile] as const,
  [`${profile.convention} with ${profile.id}, on Python 2`, forPython(profile, 2)] as const,
]);

describe.each(both)("%s", (_, profile) => runSuite(conventionSuite(conventions[profile.convention], profile, { runs: 50 })));

// biome-ignore lint/suspicious/noExplicitAny: a cheat has the types of nothing.
type Any = any;

/** With lint on both sides, which only watches: nothing else changes. */
const watched = ({ host, expose, ...convention }: Convention): Convention => ({
  ...convention,
  host: (app, profile, options) => host(lint(app, profile, { report: () => {} }), profile, options),
  expose: (handler, profile) => lint(expose(handler, profile), profile, { report: () => {} }),
});

describe.each(proposals.map((profile) => [profile.id, profile] as const))("%s under lint", (_, profile) =>
  runSuite(conventionSuite(watched(conventions[profile.convention]), profile, { runs: 50 })),
);

describe("the suite fails", () => {
  const caught = async (profile: Profile, cheat: Partial<Convention>, ...expected: RegExp[]) => {
    const suite = conventionSuite({ ...conventions[profile.convention], ...cheat }, profile, { runs: 20, seed: 1 });
    for (const name of expected) expect(await failing(suite, name), String(name)).not.toEqual([]);
  };
  /** A host that does something to every response. */
  const changing = (profile: Profile, change: (response: RawResponse) => Promise<RawResponse> | RawResponse): Pick<Convention, "host"> => ({
    host(app, of, options): Handler {
      const handler = conventions[profile.convention].host(app, of, options);
      return async (request) => change(await handler(request));
    },
  });
  /** A host that does something to what an application of pep-3333 returns. */
  const withBody = (change: (body: Any) => Any): Pick<Convention, "host"> => ({
    host: (app, of, options) =>
      conventions.start_response.host(
        ((environ: Any, start: Any) => {
          const body = app(environ, start);
          return body instanceof Promise ? body.then(change) : change(body);
        }) as never,
        of,
        options,
      ),
  });

  test("a server that calls close() twice", () =>
    caught(
      pep3333,
      withBody((body) => {
        if (!body.close) return body;
        const close = body.close.bind(body);
        body.close = () => [close(), close()];
        return body;
      }),
      /^close\(\) is called once at the end/,
      /^close\(\) is called once when the client leaves before taking any/,
    ));

  test("a server that calls close() never", () =>
    caught(
      pep3333,
      withBody((body) => {
        if (body.close) body.close = undefined;
        return body;
      }),
      /^close\(\) is called once at the end/,
      /^close\(\) is called once when the body breaks/,
    ));

  test.each([pep3333, web3, asgi3])("a server that reads the whole body first, of $id", (profile) =>
    caught(
      profile,
      changing(profile, async (response) => ({ ...response, body: await drain(response.body) })),
      /^a chunk is not asked for before/,
    ),
  );

  test("a server that sends the head as soon as it has one", () =>
    caught(
      pep3333,
      {
        host: (app, profile, options) => (request) => {
          const handler = conventions.start_response.host(app, profile, options);
          const later = Promise.resolve(handler(request));
          async function* body() {
            yield* (await later).body;
          }
          return { status: 200, reason: "OK" as never, headers: [], body: body() };
        },
      },
      /^the head is not sent before there is something to send with it/,
    ));

  test.each([pep3333, web3, asgi3])("a server that merges repeated headers, of $id", (profile) =>
    caught(
      profile,
      changing(profile, (response) => ({ ...response, headers: [...new Map(response.headers)] })),
      /^any legal order of calls comes to the answer/,
    ),
  );

  test.each([pep3333, web3, asgi3])("a server that swallows errors, of $id", (profile) =>
    caught(
      profile,
      {
        host(app, of, options): Handler {
          const handler = conventions[profile.convention].host(app, of, options);
          return async (request) => {
            try {
              return await handler(request);
            } catch {
              return { status: 500, headers: [], body: [] };
            }
          };
        },
      },
      /^what an application throws before its head is thrown/,
    ),
  );

  test("a server that lets start_response() be called twice", () =>
    caught(
      pep3333,
      {
        host: (app, of, options) =>
          conventions.start_response.host(
            ((environ: Any, start: Any) => app(environ, (status: Any, headers: Any) => start(status, headers, new Error()))) as never,
            of,
            options,
          ),
      },
      /^a second start_response\(\) without exc_info is refused/,
    ));

  test("a server that does not tell an ASGI application of the end", () =>
    caught(
      asgi3,
      {
        host: (app, of, options) =>
          conventions.asgi.host(
            ((scope: Any, receive: Any, send: Any) =>
              app(
                scope,
                async () => {
                  const message = await receive();
                  return message.type === "http.disconnect" ? new Promise(() => {}) : message;
                },
                send,
              )) as never,
            of,
            options,
          ),
      },
      /^the application is told when the client leaves after a chunk/,
      /^the application is told that its response is over/,
    ));

  test.each([pep3333, web3, asgi3])("an application that never leaves its body, of $id", (profile) =>
    caught(
      profile,
      {
        expose: (handler, of) =>
          conventions[profile.convention].expose(async (request) => {
            const response = await handler(request);
            const chunks = response.body as Any;
            const kept = chunks[Symbol.asyncIterator]?.() ?? chunks[Symbol.iterator]();
            return { ...response, body: { [Symbol.asyncIterator]: () => ({ next: async () => kept.next() }) } };
          }, of),
      },
      /^a handler's body is left once when the client leaves/,
    ),
  );

  test("an application that loses the query", () =>
    caught(
      pep3333,
      {
        expose: (handler, of) => (environ: Any, start: Any) =>
          conventions.start_response.expose(handler, of)({ ...environ, QUERY_STRING: "" }, start),
      },
      /^an exposed handler gets the request that was sent/,
    ));

  test("a server that ignores Content-Length", () =>
    caught(
      pep3333,
      {
        host(app, of, options): Handler {
          const unsized = (environ: Any, start: Any) =>
            app(environ, (status: Any, headers: Any, excInfo: Any) =>
              start(
                status,
                headers.filter(([name]: Any) => !/^content-length$/i.test(name)),
                excInfo,
              ),
            );
          return conventions.start_response.host(unsized as never, of, options);
        },
      },
      /^a body that is longer than its Content-Length/,
      /^a body that is shorter than its Content-Length/,
    ));

  test("a server that gives HEAD a body", () =>
    caught(
      pep3333,
      {
        host(app, of, options): Handler {
          const handler = conventions.start_response.host(app, of, options);
          return (request) => handler({ ...request, method: "GET" as never });
        },
      },
      /^an answer to HEAD has no content/,
    ));

  test("a server that hands on the whole of an input", () =>
    caught(
      pep3333,
      {
        host(app, of, options): Handler {
          const handler = conventions.start_response.host(app, of, options);
          return (request) => handler({ ...request, headers: request.headers.filter(([name]) => name !== "Content-Length") });
        },
      },
      /^nothing is read beyond Content-Length/,
    ));
});
