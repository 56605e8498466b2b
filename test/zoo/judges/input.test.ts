/** Every call of `wsgi.input`, on bodies of each framing, here and on servers that other people trust. */
import { beforeAll, describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { leftOver, nothing } from "./asked-row.ts";
import { host } from "./hosted-here.ts";
import { inputsOf } from "./input.ts";
import { inputRows, unproved } from "./input-rows.ts";
import { trusted } from "./trusted.ts";

describe.skipIf(peersPython === undefined)("wsgi.input gives what it gives on trusted servers, but for what the rows say", () => {
  let ours: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const here = await host("dump.py:application", "pep-3333");
    ours = await inputsOf(here.port).finally(here.stop);
  });

  test("and the same whether its length is known or not", () => {
    const of = (framing: string) =>
      [...ours].filter(([asked]) => asked.startsWith(framing)).map(([asked, gave]) => [asked.split(": ")[1], gave]);
    expect(Object.fromEntries(of("a chunked body"))).toEqual(Object.fromEntries(of("a Content-Length")));
  });

  for (const server of trusted.filter(({ name }) => name !== "uvicorn")) {
    test.skipIf(server.missing !== undefined)(server.name, async () => {
      const started = await server.start();
      const theirs = await inputsOf(started.port, server.patience, unproved[server.name]).finally(started.stop);
      expect(leftOver(inputRows, server.name, ours, theirs)).toEqual(nothing);
    });
  }
});
