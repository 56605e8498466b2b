import * as fc from "fast-check";
import { BytesDict } from "../bytes-dict.ts";
import { type AnyCodec, isChoice } from "../codec.ts";
import { wireBytes } from "../compare/parts.ts";
import { pathVariable, valuesOf, variableFor } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { trapWires } from "../compare/traps.ts";
import { entriesOf } from "../environ.ts";
import { StringModelError } from "../errors.ts";
import { type Notation, note, noteError } from "../notation.ts";
import type { Environ, Profile } from "../profile.ts";
import { transcodeEnviron } from "../transcode.ts";
import type { ByteString } from "../wire.ts";

/** A value that an application writes into a part of an environ, in the type that its model has there. */
interface Written {
  readonly key: string;
  readonly value: unknown;
  /** Variables that the value is nothing without: the record of a choice. */
  readonly beside: readonly (readonly [string, unknown])[];
}

/** The path, the query and a header, as far as the model holds them as strings of their own. */
function places(profile: Profile): { key: string; codec: AnyCodec; beside: Written["beside"]; prefix: string }[] {
  const path = pathVariable(profile);
  const query = variableFor(profile, "query")!;
  const places = [path, query].flatMap(({ key, variable: { codec } }) => {
    const prefix = key === path.key ? "/" : "";
    if (!isChoice(codec)) return [{ key, codec, beside: [], prefix }];
    return codec.among.map((one: AnyCodec) => ({ key, codec: one, beside: [[codec.recordedIn, one.name] as const], prefix }));
  });
  if (profile.headers.as === "HTTP_*") places.push({ key: "HTTP_X_MODEL", codec: profile.headers.codec, beside: [], prefix: "" });
  return places;
}

const strings = fc.string({
  unit: fc.oneof(fc.integer({ min: 0x20, max: 0xff }), fc.integer({ min: 0x100, max: 0xffff })).map((code) => String.fromCharCode(code)),
  maxLength: 4,
});
const handMade = ["\udcc3\udca9", "\udcff", "é", "あ", "a"];

/** Values of the model's type: what it decodes, and what a program makes by hand if the model takes it. */
function written(profile: Profile) {
  const one = (place: ReturnType<typeof places>[number], wire: string, made: string): Written[] => {
    const { key, codec, beside, prefix } = place;
    const candidates = [() => codec.decode((prefix + wire) as ByteString), () => prefix + made];
    return candidates.flatMap((make, i) => {
      if (i === 1 && codec.python.type === "bytes") return [];
      const value = attempt(() => {
        const value = make();
        codec.encode(value);
        return { value };
      });
      return value ? [{ key, value: value.value, beside }] : [];
    });
  };
  const at = fc.constantFrom(...places(profile));
  return {
    arbitrary: fc
      .tuple(at, wireBytes, strings, fc.nat({ max: 1 }))
      .map(([place, wire, made, i]) => {
        const all = one(place, wire, made);
        return all[i % (all.length || 1)];
      })
      .filter((value) => value !== undefined),
    traps: places(profile).flatMap((place) => [
      ...trapWires.flatMap((wire) => one(place, wire, "a").slice(0, 1)),
      ...handMade.flatMap((made) => one(place, "a", made).slice(1)),
    ]),
  };
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof StringModelError) return undefined;
    throw error;
  }
}

function environOf(profile: Profile, { key, value, beside }: Written): Environ<Profile> {
  const pairs = [[key, value], ...beside] as [ByteString, unknown][];
  return (profile.keys === "bytes" ? new BytesDict(pairs) : Object.fromEntries(pairs)) as Environ<Profile>;
}

/** The value after a trip through another model. */
function returned(profile: Profile, other: Profile, testCase: Written): unknown {
  const there = transcodeEnviron(profile, other, environOf(profile, testCase));
  return valuesOf(transcodeEnviron(other, profile, there)).get(testCase.key);
}

const same = (a: unknown, b: unknown) => JSON.stringify(note(a, "")) === JSON.stringify(note(b ?? null, ""));

export default {
  id: "values-survive-other-models",
  topic: "change",
  claim: "values written by an application that knows only this model survive a trip through each other model",
  source: "PEP 383, Specification; ASGI, WSGI Compatibility; abersheeran/a2wsgi",
  given: written,
  holds(profile, testCase, all) {
    let refusal: StringModelError | undefined;
    for (const other of all) {
      if (other === profile) continue;
      try {
        if (!same(returned(profile, other, testCase), testCase.value)) return false;
      } catch (error) {
        if (!(error instanceof StringModelError)) throw error;
        refusal ??= error.at({ profile: `${profile.id} through ${other.id}` });
      }
    }
    if (refusal) throw refusal;
    return true;
  },
  exhibit(profile, testCase, all) {
    const made: Notation[] = [];
    for (const other of all) {
      if (other === profile) continue;
      const back = attemptNoted(() => returned(profile, other, testCase), testCase.key);
      if (JSON.stringify(back) !== JSON.stringify(note(testCase.value, testCase.key))) made.push([{ str: other.id }, back]);
    }
    const answer = Object.fromEntries(
      [...entriesOf(environOf(profile, testCase))].map(([key, value]) => [profile.keys === "bytes" ? `b'${key}'` : key, note(value, key)]),
    );
    return { answer, made };
  },
} satisfies ValueProperty<Written>;

function attemptNoted(step: () => unknown, key: string): Notation {
  try {
    return note(step() ?? null, key);
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    return { str: noteError(error).error.message };
  }
}
