/** Every codec gives what CPython's `bytes.decode` and `str.encode` give, refusals and their offsets included. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnyCodec, PythonCodec } from "../../src/codec.ts";
import { charset } from "../../src/codecs/charset.ts";
import { iso88591, latin1 } from "../../src/codecs/latin1.ts";
import { utf8Replacing } from "../../src/codecs/replacing.ts";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { utf8 } from "../../src/codecs/utf8.ts";
import { StringModelError } from "../../src/errors.ts";

const withoutPython = spawnSync("python3", ["--version"]).status !== 0;
const codecs: AnyCodec[] = [surrogateescape, utf8, utf8Replacing, latin1, iso88591];

/** Charsets whose tables are the same here and there, and whose characters have one spelling. */
const charsets: AnyCodec[] = ["windows-1252", "windows-1251", "koi8-r", "iso-8859-15", "ascii", "cp949", "utf-16le", "utf-32be"].map(
  (name) => charset(name),
);

/** Strings go over in UTF-16, lone surrogates and all; errors as their offset in code units. */
const script = `
import json, sys
def units(text): return text.encode("utf-16-le", "surrogatepass").hex()
def answer(job):
    how, wire = job["python"], bytes.fromhex(job["wire"])
    text = wire.decode("utf-16-le", "surrogatepass") if job["encode"] else None
    try:
        return text.encode(how["encoding"], job["errors"]).hex() if job["encode"] else units(wire.decode(how["encoding"], how["errors"]))
    except UnicodeDecodeError as error: return error.start
    except UnicodeEncodeError as error: return len(units(text[:error.start])) // 4
print(json.dumps([answer(json.loads(line)) for line in sys.stdin]))
`;

interface Job {
  readonly python: PythonCodec;
  readonly encode: boolean;
  readonly errors: string;
  readonly wire: string;
}

describe.skipIf(withoutPython)("CPython (skipped where there is no python3)", () => {
  test("decodes the same bytes to the same values, and refuses them at the same place", () => {
    const jobs = [...codecs, ...charsets].flatMap((codec) => wires().map((wire) => ({ codec, wire })));
    const theirs = ask(jobs.map(({ codec, wire }) => ({ python: codec.python, encode: false, errors: "", wire: hex(wire) })));
    const ours = jobs.map(({ codec, wire }) => decoded(codec, wire));
    expect(differences(jobs, ours, theirs)).toEqual([]);
  });

  test("encodes the same values to the same bytes, and refuses them at the same place", () => {
    const jobs = [...codecs, ...charsets].flatMap((codec) => texts().map((text) => ({ codec, text })));
    const theirs = ask(
      jobs.map(({ codec, text }) => ({
        python: codec.python,
        encode: true,
        errors: codec === surrogateescape ? "surrogateescape" : "strict",
        wire: utf16(text),
      })),
    );
    const ours = jobs.map(({ codec, text }) => encoded(codec, text));
    expect(differences(jobs, ours, theirs)).toEqual([]);
  });
});

function ask(jobs: Job[]): (string | number)[] {
  const input = jobs.map((job) => JSON.stringify(job)).join("\n");
  const { stdout, stderr } = spawnSync("python3", ["-c", script], { input, encoding: "utf8", maxBuffer: 1e9 });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const decoded = (codec: AnyCodec, wire: Uint8Array) => orOffset(() => utf16(codec.decode(wire)));
const encoded = (codec: AnyCodec, text: string) => orOffset(() => hex(codec.encodeBytes(text)));

function orOffset(step: () => string): string | number | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof StringModelError) return error.where.offset;
    throw error;
  }
}

function differences(jobs: { codec: AnyCodec }[], ours: unknown[], theirs: unknown[]): unknown[] {
  const all = jobs.map((job, i) => ({ ...job, codec: job.codec.name, ours: ours[i], theirs: theirs[i] }));
  return all.filter((row) => row.ours !== row.theirs);
}

const hex = (wire: Uint8Array) => Buffer.from(wire).toString("hex");
const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("hex");

function wires(): Uint8Array[] {
  const parts = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.string({ unit: "binary", maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
  );
  const mixed = fc.array(parts, { maxLength: 12 }).map((all) => new Uint8Array(Buffer.concat(all)));
  return fc.sample(mixed, { numRuns: 600, seed: 383 });
}

function texts(): string[] {
  const unit = fc.oneof(
    fc.integer({ max: 0xff }),
    fc.integer({ max: 0xffff }),
    fc.integer({ min: 0xd800, max: 0xdfff }),
    fc.integer({ min: 0xdc80, max: 0xdcff }),
  );
  const mixed = fc.array(unit, { maxLength: 40 }).map((units) => String.fromCharCode(...units));
  const characters = fc.string({ unit: "binary", maxLength: 20 });
  return fc.sample(fc.oneof(mixed, characters), { numRuns: 600, seed: 383 });
}
