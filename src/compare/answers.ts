/** Values that an application of a model may answer with, and what they are on the wire. Helpers for properties. */
import * as fc from "fast-check";
import { readChunk, readHeaders, readStatus } from "../answer.ts";
import { StringModelError } from "../errors.ts";
import { type Notation, note, noteError } from "../notation.ts";
import type { Answer, Profile } from "../profile.ts";
import { type Given, spellings } from "../testing/spellings.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../wire.ts";
import { fieldValue, wireBytes } from "./parts.ts";
import type { Exhibit } from "./property.ts";
import { trapWires } from "./traps.ts";

export { type Given, spellings };

export type Place = "status" | "headerName" | "headerValue" | "body";

/** Arbitrary values at one place, from arbitrary bytes. */
export function givenAt(answer: Answer, wires: fc.Arbitrary<string>, traps: readonly string[]) {
  const which = fc.nat({ max: answer.accepts.length - 1 });
  return {
    arbitrary: fc
      .tuple(wires, which)
      .map(([wire, i]) => spellings(answer, byteString(wire))[i])
      .filter((given) => given !== undefined),
    traps: traps.flatMap((wire) => spellings(answer, byteString(wire))),
  };
}

export const reasons = wireBytes.map((wire) => `200 ${fieldValue(wire).replaceAll("\t", " ")}`);
export const reasonTraps = trapWires.map((wire) => `200 ${wire}`);
export const values = wireBytes.map(fieldValue);

/** The value at one place, sent as a whole answer by an application of this model. */
export function onWire(profile: Profile, place: Place, value: unknown): ByteString {
  if (place === "status") {
    const { status, reason } = readStatus(profile, value as never);
    return ("accepts" in profile.response.status ? `${status} ${reason}` : String(status)) as ByteString;
  }
  if (place === "body") return fromBytes(readChunk(profile, value as never));
  const plain = {
    name: spellings(profile.response.headerName, byteString("x-model"))[0]!.value,
    value: spellings(profile.response.headerValue, byteString("v"))[0]!.value,
  };
  const pair = place === "headerName" ? [value, plain.value] : [plain.name, value];
  return readHeaders(profile, [pair] as never)[0]![place === "headerName" ? 0 : 1];
}

/** The bytes on the wire, or undefined when they were refused. */
export function onWireOrRefused(profile: Profile, place: Place, value: unknown): ByteString | undefined {
  try {
    return onWire(profile, place, value);
  } catch (error) {
    if (error instanceof StringModelError && error.code !== "BAD_PROFILE") return undefined;
    throw error;
  }
}

/** What the application answered and what became of it. */
export function exhibitAnswer(profile: Profile, place: Place, value: unknown): Exhibit {
  let made: Notation;
  try {
    made = note(toBytes(onWire(profile, place, value)), place);
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    made = { str: noteError(error).error.message };
  }
  return { answer: { [place]: note(value, place) }, made };
}
