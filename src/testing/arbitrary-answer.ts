/** Arbitrary answers of a profile, each with what it has to be on the wire. */
import * as fc from "fast-check";
import type { RawHeader } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import type { AnswerOf } from "../transcode.ts";
import { type ByteString, toBytes } from "../wire.ts";
import { joined } from "./drain.ts";
import { spell } from "./spellings.ts";
import { fieldValue, wireBytes } from "./wires.ts";

/** A response in bytes, with its body in memory. */
export interface HubAnswer {
  readonly status: number;
  /** Absent where the model has no room for one. */
  readonly reason?: ByteString | undefined;
  readonly headers: readonly RawHeader[];
  readonly body: Uint8Array;
}

/** An answer in a model's own values, and the bytes that it stands for. */
export interface ArbitraryAnswer<P extends Profile = Profile> {
  readonly answer: AnswerOf<P>;
  readonly meaning: HubAnswer;
}

// None whose body HTTP leaves out (RFC 9110, 6.4.1): 1xx, 204, 205, 304.
const codes = fc.constantFrom(200, 201, 299, 302, 404, 418, 500, 599, 999);
const names = fc.constantFrom("X-Model", "Set-Cookie", "Set-Cookie", "Content-Type", "x_under", "ETag", "x!#$%&'*.^`|~9");
const reason = wireBytes.map((wire) => fieldValue(wire).replaceAll("\t", " "));
const values = fc.oneof({ weight: 6, arbitrary: wireBytes.map(fieldValue) }, fc.constant(""));
const which = fc.nat({ max: 7 });

/**
 * Any answer that a model allows: every type it accepts at each place, repeated headers, empty values, a reason phrase of any
 * bytes, chunks of any bytes and empty ones, and sometimes the Content-Length that belongs to them.
 */
export function arbitraryAnswer<P extends Profile>(profile: P): fc.Arbitrary<ArbitraryAnswer<P>> {
  const { status, headerName, headerValue, body } = profile.response;
  const header = (name: string, value: string, i: number) => ({
    name: spell(headerName, name, i, "x-model"),
    value: spell(headerValue, value, i >> 1, "v"),
  });
  const line = fc.tuple(names, values, which).map((parts) => header(...parts));
  const chunk = fc
    .tuple(fc.oneof({ weight: 4, arbitrary: wireBytes }, fc.constant("")), which)
    .map(([wire, i]) => spell(body, wire, i, "x"));
  return fc
    .record({
      code: codes,
      reason,
      lines: fc.array(line, { maxLength: 4 }),
      chunks: fc.array(chunk, { maxLength: 4 }),
      sized: fc.boolean(),
      i: which,
    })
    .map(({ code, reason, lines, chunks, sized, i }) => {
      const wire = joined(chunks.map((chunk) => toBytes(chunk.wire)));
      const all = sized ? [...lines, header("Content-Length", String(wire.length), i)] : lines;
      const given = "accepts" in status ? spell(status, `${code} ${reason}`, i, `${code} OK`) : undefined;
      return {
        answer: {
          status: given ? given.value : code,
          headers: all.map(({ name, value }) => [name.value, value.value]),
          body: chunks.map(({ value }) => value),
        } as unknown as AnswerOf<P>,
        meaning: {
          status: code,
          reason: given && (given.wire.slice(4) as ByteString),
          headers: all.map(({ name, value }) => [name.wire, value.wire]),
          body: wire,
        },
      };
    });
}
