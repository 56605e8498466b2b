/** What `babelgate serve` does with an application in Python. */
import { describe, expect, test } from "vitest";
import { hosted } from "../../src/serve/hosted.ts";
import { request } from "../../src/testing/request.ts";
import { python3 } from "../python.ts";
import { take } from "./hosting.ts";

describe.skipIf(!python3)("an application in Python", () => {
  test("is served as one in JavaScript is", async () => {
    const { handler, lifespan } = await hosted({
      app: "test/engines/apps/hello_flat.py",
      profile: "flat",
      python: { engine: "cpython", threads: 2 },
    });
    expect((await take(await handler(request("GET /caf%E9")))).text).toBe("Hello /caf\ufffd");
    await lifespan!.stop();
    expect((await handler(request("GET /"))).status).toBe(503);
  });

  test("is told when there are other processes of its server", async () => {
    const app = "test/engines/apps/echo_environ.py:native";
    const { handler, lifespan } = await hosted({ app, profile: "pep-3333", python: { engine: "cpython" }, processes: 2 });
    expect((await take(await handler(request("GET /")))).text).toContain('[{"str": "wsgi.multiprocess"}, true]');
    await lifespan!.stop();
  });

  test("that does not load keeps its server from listening", async () => {
    await expect(hosted({ app: "test/engines/apps/missing.py", profile: "flat", python: { engine: "cpython" } })).rejects.toMatchObject({
      exitCode: 3,
    });
  });
});
