/** gunicorn's own messages: what it holds for valid is read alike, and what it refuses is refused. */
import { describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { gunicornMessages, type Read, reading } from "./gunicorn.ts";
import { messageRows } from "./gunicorn-rows.ts";
import { sourcesOf } from "./sources.ts";

const sources = sourcesOf("gunicorn");

describe.skipIf(peersPython === undefined || sources === undefined)("gunicorn's messages", () => {
  test("are read as gunicorn reads them, or refused, but for what the rows say, and every row is needed", async () => {
    const explained = messageRows.flatMap(({ messages }) => messages);
    const otherwise: string[] = [];
    const unexplained: object[] = [];
    for (const { name, wire, requests: theirs } of gunicornMessages(peersPython!, sources!)) {
      const ours = await reading(withHost(Buffer.from(wire, "hex")));
      const refused = ours.statuses.some((status) => status >= 400);
      if (theirs === undefined ? refused : same(ours.requests, theirs)) continue;
      otherwise.push(name);
      if (!explained.includes(name)) unexplained.push({ name, ours, theirs });
    }
    expect(unexplained).toEqual([]);
    expect(explained.filter((name) => !otherwise.includes(name))).toEqual([]);
  });
});

/** Most of them are HTTP/1.1 without Host, which we refuse: they get one each, but for a body that looks like a request. */
function withHost(wire: Buffer): Uint8Array {
  const text = wire.toString("latin1");
  return /^host *:|^GET \S+ HTTP\/1.0\r\ncontent-length:/im.test(text)
    ? wire
    : Buffer.from(text.replaceAll(" HTTP/1.1\r\n", ` HTTP/1.1\r\nHost: ${added}\r\n`), "latin1");
}

const added = "added.example";

const same = (ours: readonly Read[], theirs: readonly Read[]): boolean =>
  JSON.stringify(ours.map((read) => ({ ...read, headers: read.headers.filter(([, value]) => value !== added) }))) ===
  JSON.stringify(theirs);
