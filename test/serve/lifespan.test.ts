/** ASGI, Lifespan Protocol: the server's side. */
import { describe, expect, test } from "vitest";
import { startLifespan } from "../../src/serve/lifespan.ts";

const said: string[] = [];
// biome-ignore lint/suspicious/noExplicitAny: messages of an application under test.
type Any = any;

describe("an application that has a lifespan", () => {
  test("is told of the startup, and of the shutdown, in order", async () => {
    const app = async (scope: Any, receive: Any, send: Any) => {
      said.push(scope.type);
      for (;;) {
        const { type } = await receive();
        said.push(type);
        await send({ type: `${type}.complete` });
        if (type === "lifespan.shutdown") return;
      }
    };
    const lifespan = await startLifespan(app, "3.0");
    expect(said).toEqual(["lifespan", "lifespan.startup"]);
    await lifespan.stop();
    expect(said).toEqual(["lifespan", "lifespan.startup", "lifespan.shutdown"]);
  });

  test("keeps its server from listening when its startup fails, with its message", async () => {
    const app = async (_: Any, receive: Any, send: Any) => {
      await receive();
      await send({ type: "lifespan.startup.failed", message: "no database" });
    };
    await expect(startLifespan(app, "3.0")).rejects.toThrow("no database");
  });

  test("has its failure to shut down heard", async () => {
    const app = async (_: Any, receive: Any, send: Any) => {
      await receive();
      await send({ type: "lifespan.startup.complete" });
      await receive();
      await send({ type: "lifespan.shutdown.failed", message: "still busy" });
    };
    await expect((await startLifespan(app, "3.0")).stop()).rejects.toThrow("still busy");
  });
});

describe("an application without one is served all the same", () => {
  test.each([
    ["it throws at the scope", () => Promise.reject(new Error("only http"))],
    [
      "it throws at once",
      () => {
        throw new Error("only http");
      },
    ],
    ["it returns without a word", async () => {}],
  ])("%s", async (_, app) => {
    const lifespan = await startLifespan(app, "3.0");
    await expect(lifespan.stop()).resolves.toBeUndefined();
  });
});
