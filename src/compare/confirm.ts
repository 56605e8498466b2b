/**
 * CPython as the independent judge: every value it builds from the same bytes has to be ours, and so have the
 * bytes it makes of the values.
 */
import * as fc from "fast-check";
import { encodeAnswer, writeChunk, writeHeaders, writeStatus } from "../answer.ts";
import { reads } from "../codec.ts";
import type { Testimony, Witness } from "../engines/witness.ts";
import { readEnviron, writeEnviron } from "../environ.ts";
import { StringModelError } from "../errors.ts";
import type { RawRequest } from "../exchange.ts";
import { type Notation, note, noteEnviron } from "../notation.ts";
import type { Answer, Profile } from "../profile.ts";
import { type ByteString, byteString, toBytes, toHex } from "../wire.ts";
import { type Place, reasons, reasonTraps, spellings, values } from "./answers.ts";
import { whole, wireBytes } from "./parts.ts";
import { trapWires } from "./traps.ts";

export interface Confirmation {
  /** Values that CPython built alike: variables, slots read back, parts of answers. */
  readonly values: number;
  /** Where it did not; empty, or something is wrong. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly profile: string;
  readonly what: string;
  readonly ours: unknown;
  readonly python: unknown;
}

interface Sample {
  readonly requests: readonly RawRequest[];
  readonly answers: readonly { readonly place: Place; readonly value: unknown }[];
  readonly wires: readonly { readonly place: Place; readonly wire: ByteString }[];
}

/** Requests and answers for a profile: those given, the traps, and `runs` generated ones of each kind. */
export function sample(profile: Profile, requests: readonly RawRequest[], { runs, seed }: { runs: number; seed: number }): Sample {
  const draw = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, { seed, numRuns: runs });
  const places = (["status", "headerValue", "body"] as const).filter((place) => "accepts" in profile.response[place]);
  const wiresAt = (place: Place) => {
    if (place === "status") return [...draw(reasons), ...reasonTraps].map(byteString);
    return [...draw(place === "body" ? wireBytes : values), ...trapWires].map(byteString);
  };
  const first = (place: Place) => (profile.response[place] as Answer).accepts[0];
  const wires = places.flatMap((place) =>
    wiresAt(place)
      .filter((wire) => reads(first(place), wire))
      .map((wire) => ({ place, wire })),
  );
  // Strings that no wire can carry are tried as well: both have to refuse them, at the same place.
  const strays = ["€", "a\u010a", "\ud800", "\udcff", "\ud83d\ude00"];
  const answers = places.flatMap((place) => {
    const answer = profile.response[place];
    if (!("accepts" in answer)) return [];
    const spelt = wiresAt(place).flatMap((wire) => spellings(answer, wire).map(({ value }) => ({ place, value })));
    return [...spelt, ...strays.map((value) => ({ place, value }))];
  });
  return { requests: [...requests, ...draw(whole).map(({ request }) => request)], answers, wires };
}

/** Compares, value by value. */
export function confirm(profile: Profile, taken: Sample, witness: Witness): Confirmation {
  const testimony = witness.testify(profile, {
    ...taken,
    answers: taken.answers.map(({ place, value }) => ({ place, value: note(value, place) })),
  });
  const differences: Difference[] = [];
  let values = 0;
  const agree = (what: string, ours: unknown, python: unknown) => {
    if (same(ours, python)) values++;
    else differences.push({ profile: profile.id, what, ours, python });
  };
  for (const [i, request] of taken.requests.entries()) confirmRequest(profile, request, testimony.requests[i]!, agree);
  for (const [i, { place, value }] of taken.answers.entries())
    agree(`${place} on the wire`, wireOf(profile, place, value), testimony.answers[i]);
  for (const [i, { place, wire }] of taken.wires.entries()) agree(`${place} as a value`, valueOf(profile, place, wire), testimony.wires[i]);
  return { values, differences };
}

function confirmRequest(
  profile: Profile,
  request: RawRequest,
  python: Testimony["requests"][number],
  agree: (what: string, ours: unknown, python: unknown) => void,
): void {
  let environ: ReturnType<typeof writeEnviron<Profile>>;
  try {
    environ = writeEnviron(profile, request);
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    agree("refusal", { refused: error.where.key, offset: error.where.offset ?? null }, python);
    return;
  }
  if (!("environ" in python)) {
    agree("refusal", "none", python);
    return;
  }
  const theirs = new Map(python.environ.map(([key, value]) => [JSON.stringify(key), value]));
  const ours = noteEnviron(profile, environ);
  for (const [key, value] of ours) agree(`variable ${JSON.stringify(key)}`, value, theirs.get(JSON.stringify(key)));
  if (theirs.size !== ours.length) agree("number of variables", ours.length, theirs.size);

  const handedOn = readEnviron(profile, environ);
  const { headers, variables, ...slots } = python.handedOn;
  for (const [name, wire] of Object.entries(slots)) agree(`${name} read back`, toHex(handedOn[name as "pathInfo"]), wire);
  if (handedOn.rawPath !== undefined && slots.rawPath === undefined) agree("rawPath read back", toHex(handedOn.rawPath), undefined);
  agree("variables read back", Object.fromEntries([...(handedOn.variables ?? [])].map(([name, wire]) => [name, toHex(wire)])), variables);
  agree(
    "headers read back",
    handedOn.headers.map(([name, value]) => [toHex(name), toHex(value)]),
    headers,
  );
}

function wireOf(profile: Profile, place: Place, value: unknown): Testimony["answers"][number] {
  try {
    return { wire: toHex(encodeAnswer(profile, place, value)) };
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    return { refused: error.code, offset: error.where.offset ?? null };
  }
}

function valueOf(profile: Profile, place: Place, wire: ByteString): Notation {
  if (place === "status")
    return note(writeStatus(profile, { status: Number(wire.slice(0, 3)), reason: wire.slice(4) as ByteString }), place);
  if (place === "body") return note(writeChunk(profile, toBytes(wire)), place);
  return note(writeHeaders(profile, [["x-model" as ByteString, wire]])[0]![1], place);
}

/** Deep equality of JSON values, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
