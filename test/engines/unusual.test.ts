/** What few applications do, and what becomes of them and of those beside them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { request } from "../../src/testing/request.ts";
import { byteString } from "../../src/wire.ts";
import { python3 } from "../python.ts";
import { hosting, until } from "./hosting.ts";

const unusual = { app: "unusual.py", profile: pep3333 };
const times = <T>(count: number, one: (place: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, i) => one(i)));

describe.skipIf(!python3)("an application that throws", () => {
  test.for([
    ["an exception that is false", "throws_what_is_false", "Empty: of nothing\n"],
    ["one that has thousands before it", "throws_a_long_chain", "ValueError: 4999\n"],
  ] as const)("%s is a 500, and its worker lives", async ([, path, told]) => {
    const { ask, logged } = await hosting(unusual);
    const { text: pid } = await ask("GET /quick");
    expect((await ask(`GET /${path}`)).response.status).toBe(500);
    expect(logged().endsWith(told)).toBe(true);
    expect((await ask("GET /quick")).text).toBe(pid);
  });

  test("for what it does against its model is told nothing of how that was found", async () => {
    const { ask, logged } = await hosting({ ...unusual, app: "unusual.py:header" });
    await ask("GET /");
    expect(logged()).toMatch(/^Traceback/);
    expect(logged()).not.toMatch("During handling");
  });
});

describe.skipIf(!python3)("a head that is longer than any frame", () => {
  const app = { ...unusual, app: "unusual.py:long_header" };
  const long = "x".repeat(1 << 20);

  test("of a request is refused, and no worker hears of it", async () => {
    const { ask, send } = await hosting(app);
    const { text: pid } = await ask("GET /");
    const given = request("GET /");
    const { response } = await send({ ...given, headers: Array.from({ length: 17 }, (_, i) => [byteString(`X-${i}`), byteString(long)]) });
    expect(response.status).toBe(431);
    expect((await ask("GET /")).text).toBe(pid);
  });

  test("of a response is a 500, and its worker lives", async () => {
    const { ask, logged } = await hosting(app);
    const { text: pid } = await ask("GET /");
    expect((await ask(`GET /?${17 << 20}`)).response.status).toBe(500);
    expect(logged()).toMatch(/\[BAD_HEADER\]\n$/);
    expect((await ask("GET /")).text).toBe(pid);
  });
});

describe.skipIf(!python3)("the log of an application", () => {
  test("may have more than goes into a frame", async () => {
    const { ask, log } = await hosting(unusual);
    expect((await ask("GET /has_much_to_say")).response.status).toBe(200);
    expect(log.reduce((sum, { text }) => sum + text.length, 0)).toBe((17 << 20) + 1);
  });

  test("has what a request says without a line feed, when the request is over", async () => {
    const { ask, log } = await hosting(unusual);
    await ask("GET /says_half_a_line?1");
    await ask("GET /says_half_a_line?2");
    expect(log.map(({ request, text }) => [request, text])).toEqual([
      [1, "half a line of 1"],
      [2, "half a line of 2"],
    ]);
  });

  test("has a line that does not end in parts", async () => {
    const { ask, log, logged } = await hosting(unusual);
    await ask("GET /says_a_line_that_never_ends");
    expect([log.length, logged()]).toEqual([2, ".".repeat(10000)]);
  });

  test("is the same however it configures its output", async () => {
    const { ask } = await hosting(unusual);
    expect((await ask("GET /configures_its_output")).response.status).toBe(200);
  });

  test("comes from what handles a signal, whatever is done at the time", async () => {
    const { ask } = await hosting({ ...unusual, threads: 2 });
    for (let round = 0; round < 20; round++)
      for (const { text } of await times(16, () => ask("GET /is_interrupted"))) expect(text.length).toBe(300_000);
  });

  test("comes from any thread, beside a response", async () => {
    const { ask } = await hosting({ app: "unusual.py:talks", profile: asgi3 });
    const { text, broken } = await ask("GET /");
    expect([broken, text.length, text.slice(-4)]).toEqual([undefined, 300 * 65536 + 2, "xx[]"]);
  });
});

describe.skipIf(!python3)("processes that an application starts", () => {
  test.skipIf(process.platform !== "linux")("have nothing of its worker but the standard streams", async () => {
    const { ask } = await hosting(unusual);
    const { text } = await ask("GET /starts_a_program");
    expect(text).not.toMatch("begun");
    expect(text).not.toMatch(/ 3 -> socket:/);
  });

  test("by fork answer no request, and may say something", async () => {
    const { ask, logged } = await hosting({ ...unusual, threads: 2 });
    const { text: pid } = await ask("GET /quick");
    const forked = await times(5, () => ask("GET /forks"));
    const later = await times(100, () => ask("GET /quick"));
    expect(new Set([...forked, ...later].map(({ text }) => text))).toEqual(new Set([pid]));
    await until(() => logged().match(/a child\n/g)?.length === 5);
  });

  test.for(["fork", "spawn", "forkserver"])("by multiprocessing work, however they are started: %s", async (method) => {
    const { ask } = await hosting(unusual);
    expect((await ask(`GET /has_processes?${method}`)).text).toBe("42");
  });

  test("by fork end as Python ends a program", async () => {
    const { ask, logged } = await hosting(unusual);
    expect((await ask("GET /forks_and_waits")).text).toBe("[3, 0, 1, 1]");
    await until(() => /a last word\n/.test(logged()) && /ZeroDivisionError/.test(logged()));
  });

  test("by fork end with their call", async () => {
    const { ask } = await hosting(unusual);
    const { text: pid } = await ask("GET /quick");
    expect((await ask("GET /forks_and_returns")).text).toBe(pid);
  });
});

describe.skipIf(!python3)("a request that is long", () => {
  test("and is a POST is run once, however many have begun since, and whatever becomes of its worker", async () => {
    const folder = mkdtempSync(join(tmpdir(), "journal-"));
    process.env.JOURNAL = join(folder, "journal");
    onTestFinished(() => {
      delete process.env.JOURNAL;
      rmSync(folder, { recursive: true });
    });
    const { ask } = await hosting({ ...unusual, threads: 2 });
    const long = ask("POST /long?60");
    for (let round = 0; round < 50; round++) await times(100, () => ask("GET /quick"));
    await ask("GET /dies");
    expect((await long).response.status).toBe(502);
    expect(readFileSync(process.env.JOURNAL, "utf8")).toBe("/long\n");
  });
});
