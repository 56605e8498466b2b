import { describe, expect, test } from "vitest";
import asgi3, { variants } from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { adapt } from "../../src/adapt.ts";
import { lint } from "../../src/lint/lint.ts";
import { variantOf } from "../spec/helpers.ts";
import { type Any, b, plain, refused } from "./serve.ts";

const replace = variantOf(variants, "asgi-3@replace");
const lifespan = { type: "lifespan", asgi: { version: "3.0", spec_version: "2.0" }, state: {} };

/** A server that starts and stops, and what it is sent. */
async function startedAndStopped(app: Any): Promise<string[]> {
  const messages = ["lifespan.startup", "lifespan.shutdown"];
  const sent: string[] = [];
  await app(
    lifespan,
    async () => ({ type: messages.shift() }),
    async ({ type }: Any) => void sent.push(type),
  );
  return sent;
}

describe("ASGI, Lifespan Protocol", () => {
  test("an application of another convention is started and stopped at once", async () => {
    const app: Any = (_: Any, start: Any) => {
      start("200 OK", [plain]);
      return [b("x")];
    };
    const served = lint(adapt(lint(app, pep3333), { from: pep3333, to: asgi3 }), asgi3);
    expect(await startedAndStopped(served)).toEqual(["lifespan.startup.complete", "lifespan.shutdown.complete"]);
  });

  test("between two models of ASGI its scope and messages are passed through as they are", async () => {
    const seen: Any[] = [];
    const app: Any = async (scope: Any, receive: Any, send: Any) => {
      seen.push(scope, (await receive()).type);
      await send({ type: "lifespan.startup.failed" });
    };
    const served = lint(adapt(lint(app, asgi3), { from: asgi3, to: replace }), replace);
    expect(await startedAndStopped(served)).toEqual(["lifespan.startup.failed"]);
    expect([seen[0] === lifespan, seen[1]]).toEqual([true, "lifespan.startup"]);
  });

  test("so are those of a websocket", async () => {
    const seen: Any[] = [];
    const app: Any = async (scope: Any, receive: Any, send: Any) => {
      seen.push(scope.type, await receive());
      await send({ type: "websocket.close" });
    };
    const sent: Any[] = [];
    const served: Any = lint(adapt(lint(app, asgi3), { from: asgi3, to: replace }), replace);
    await served(
      { type: "websocket" },
      async () => "connect",
      async (message: Any) => void sent.push(message),
    );
    expect([seen, sent]).toEqual([["websocket", "connect"], [{ type: "websocket.close" }]]);
  });

  test("which an application of another convention cannot serve, and refuses", async () => {
    const served: Any = lint(adapt((() => []) as Any, { from: pep3333, to: asgi3 }), asgi3);
    await expect(
      served(
        { type: "websocket" },
        async () => {},
        async () => {},
      ),
    ).rejects.toThrow(refused("UNSUPPORTED"));
  });
});
