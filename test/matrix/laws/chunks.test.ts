/** Where chunks end is nobody's business: bytes and their order are, in requests and in answers. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adapt } from "../../../src/adapt.ts";
import type { Body, RawRequest } from "../../../src/exchange.ts";
import { losses } from "../../../src/losses.ts";
import type { Profile } from "../../../src/profile.ts";
import { reasonPhrase } from "../../../src/reason-phrases.ts";
import { joined } from "../../../src/testing/drain.ts";
import { arbitraryScript, call, request, scripted } from "../../../src/testing/testing.ts";
import { fromBytes } from "../../../src/wire.ts";
import { models } from "../pairs.ts";
import { type Any, named, runs } from "./exchange.ts";
import { arbitraryReads, echo, fileOf, type Read, readAll, type Waiting } from "./reads.ts";

/* ---- requests -------------------------------------------------------------------- */

interface Upload {
  readonly chunks: readonly Uint8Array[];
  /** They are not there when the application is called. */
  readonly later: boolean;
  /** What Content-Length says less than there is; undefined without one. */
  readonly beyond: number | undefined;
}

// Line feeds are as common as anything else.
const wireByte = fc.oneof(fc.constantFrom(10, 10, 13, 0), fc.nat(255));
const small = fc.array(wireByte, { maxLength: 9 }).map((bytes) => Uint8Array.from(bytes));
// Of a size that is not gathered with others when it is read ahead.
const large = fc.integer({ min: 1024, max: 1030 }).map((length) => Uint8Array.from({ length }, (_, i) => i));
const uploads: fc.Arbitrary<Upload> = fc.record({
  chunks: fc.array(fc.oneof({ weight: 5, arbitrary: small }, large), { maxLength: 6 }),
  later: fc.boolean(),
  beyond: fc.option(fc.nat(4), { nil: undefined }),
});

const later = (chunks: readonly Uint8Array[]): Body => ({
  async *[Symbol.asyncIterator]() {
    for (const chunk of chunks) {
      await Promise.resolve();
      yield chunk;
    }
  },
});

const inHex = (chunks: readonly Uint8Array[]) => chunks.map((chunk) => Buffer.from(chunk).toString("hex"));

/** The request, and the bytes of its body. */
function sentOf({ chunks, later: isLater, beyond }: Upload): { sent: RawRequest; whole: Uint8Array } {
  const all = joined(chunks);
  const whole = beyond === undefined ? all : all.subarray(0, Math.max(0, all.length - beyond));
  const headers = beyond === undefined ? { "Transfer-Encoding": "chunked" } : { "Content-Length": String(whole.length) };
  return { whole, sent: request("POST /", { headers, body: isLater ? later(chunks) : chunks }) };
}

async function expectEcho(upload: Upload, reads: readonly Read[], waiting: Waiting, from: Profile, to: Profile, name: string) {
  const { sent, whole } = sentOf(upload);
  const options = waiting === "at once" ? {} : ({ input: "streamed" } as const);
  const seen: Uint8Array[] = [];
  const app = adapt(echo(from, reads, waiting, seen) as Any, { from, to, ...options });
  const { body, status } = await call(app as Any, to, sent, options);
  expect({ status, body: inHex([body]) }, name).toEqual({ status: 200, body: inHex([whole]) });
  if (waiting === "at once" && from.convention !== "asgi") {
    expect(inHex(seen), name).toEqual(inHex([...readAll(fileOf(whole), reads)]));
  } else expect(inHex([joined(seen)]), name).toEqual(inHex([whole]));
}

describe("an application that sends what it reads, of", () => {
  test.each(named)("%s", async (_, from) => {
    for (const { name, profile: to } of models) {
      await fc.assert(
        fc.asyncProperty(uploads, arbitraryReads, fc.constantFrom<Waiting>("at once", "at once", "chunks()"), (upload, reads, waiting) =>
          expectEcho(upload, reads, waiting, from, to, name),
        ),
        { numRuns: runs },
      );
    }
  });
});

/* ---- answers --------------------------------------------------------------------- */

describe("whatever an application calls comes to what it means, of", () => {
  const post = () => request("POST /", { body: "unread" });

  test.each(named)("%s", async (_, from) => {
    for (const { name, profile: to } of models) {
      const lost = new Set(losses(from, to).map(({ id }) => id));
      const spelt = (header: string) => (lost.has("response-header-case") ? header.toLowerCase() : header);
      await fc.assert(
        fc.asyncProperty(arbitraryScript<Profile>(from), async ({ script, meaning }) => {
          const { app, events } = scripted(from, script);
          const called = await call(adapt(app as Any, { from, to }) as Any, to, post());
          const phrase = reasonPhrase(meaning.status);
          expect(
            { status: called.status, reason: called.reason ?? phrase, headers: called.headers, body: fromBytes(called.body) },
            name,
          ).toEqual({
            status: meaning.status,
            reason: lost.has("reason-phrase") ? phrase : (meaning.reason ?? phrase),
            headers: meaning.headers.map(([header, value]) => [spelt(header), value]),
            body: fromBytes(meaning.body),
          });
          const closes = script.shape.includes("closable") && from.convention !== "asgi" ? 1 : 0;
          expect(events.filter((event) => event === "close").length, name).toBe(closes);
        }),
        { numRuns: runs },
      );
    }
  });
});
