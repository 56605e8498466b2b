/** Answers that a model may have no bytes for, or HTTP no place: the generator does not know which of them are refused. */
import * as fc from "fast-check";
import type { Profile } from "../../../src/profile.ts";
import type { Script, Step } from "../../../src/testing/script.ts";
import { arbitraryScript } from "../../../src/testing/testing.ts";
import { wireBytes } from "../../../src/testing/wires.ts";

/** The part of an answer that is exchanged for an odd value. */
type Part = "status" | "headers" | "line" | "name" | "value" | "length" | "chunk";

const parts = fc.constantFrom<Part>("status", "status", "headers", "line", "name", "name", "value", "value", "length", "chunk");

const texts: readonly string[] = [
  "200 OK",
  "204 No Content",
  "200 ",
  "200",
  "200OK",
  "20 OK",
  "2000 OK",
  "099 Low",
  "999 High",
  "abc OK",
  " 200 OK",
  "",
  "200 caf\xe9",
  "200 \u20ac",
  "200 \udce9",
  "200 \ud83d",
  "200 O\tK",
  "200 OK\r\nX-Evil: 1",
  "200 OK\n",
  "200 \0",
  "200 \x7f",
  "200 \x80",
  "X-Model",
  "x-model",
  "x_model!",
  "X Model",
  "X-Model:",
  "caf\xe9",
  "\u20ac",
  "\udc80",
  "X\r\nY",
  "X\0",
  "\x1b[0m",
  "value",
  "va\tlue",
  "value\r\n\r\nbody",
  "va\nlue",
  "\u0100",
  "3",
  "0",
  "+3",
  "0x3",
  "3, 3",
];

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

const numbers: readonly unknown[] = [200, 204, 404, 599, 999, 100, 99, 1000, 200.5, Number.NaN, -1];
const others: readonly unknown[] = [200, null, undefined, true, [], {}, [["a", "b"]]];

/** Mostly of a type that the model has at that place, and sometimes no string at all. */
function valuesFor({ response }: Profile, part: Part): fc.Arbitrary<unknown> {
  const accepts = part === "chunk" ? response.body : part === "status" ? response.status : response.headerValue;
  const types = "accepts" in accepts ? accepts.accepts.map(({ python }) => python.type) : [];
  const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...texts) }, wireBytes);
  const type = fc.constantFrom("bytes" as const, "str" as const, ...types, ...types, ...types, ...types);
  const strings = fc.tuple(text, type).map(([text, type]) => (type === "bytes" ? bytesOf(text) : text));
  const usual = "accepts" in accepts ? strings : fc.constantFrom(...numbers);
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** A legal script with one value exchanged, perhaps for another legal one. */
export const arbitraryOddScript = (profile: Profile): fc.Arbitrary<Script> =>
  parts
    .chain((part) => fc.record({ made: arbitraryScript(profile), part: fc.constant(part), value: valuesFor(profile, part), at: fc.nat(4) }))
    .map(({ made: { script }, part, value, at }) => ({ ...script, steps: changed(script.steps, part, value, at) }));

function changed(steps: readonly Step[], part: Part, value: unknown, at: number): readonly Step[] {
  const wanted = steps.map((step, i) => ((step.do === "start" ? part !== "chunk" : part === "chunk") ? i : -1)).filter((i) => i >= 0);
  const chosen = wanted[at % wanted.length];
  return steps.map((step, i) => (i === chosen ? changedStep(step, part, value, at) : step));
}

function changedStep(step: Step, part: Part, value: unknown, at: number): Step {
  if (step.do === "chunk" || step.do === "write") return { ...step, chunk: value };
  if (step.do === "fail") return step;
  if (part === "status" || part === "headers") return { ...step, [part]: value };
  return { ...step, headers: [...step.headers, line(step.headers, part, value, at)] };
}

/** Like those that are there, if any are: with names and values of the model's. */
function line(headers: readonly unknown[], part: Part, value: unknown, at: number): unknown {
  if (part === "line") return value;
  const [name, own] = (headers[at % headers.length] ?? [bytesOf("x-model"), bytesOf("v")]) as [unknown, unknown];
  if (part === "name") return [value, own];
  if (part === "value") return [name, value];
  return [typeof name === "string" ? "content-length" : bytesOf("content-length"), value];
}
