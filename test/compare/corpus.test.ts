/** Requests that broke real servers and applications, and what each model has to make of them. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadCatalog } from "../../src/catalog.ts";
import { corpusFolder, loadCorpus } from "../../src/compare/corpus.ts";
import { writeEnviron } from "../../src/environ.ts";
import { StringModelError } from "../../src/errors.ts";
import type { RawRequest } from "../../src/exchange.ts";
import { readHttp1 } from "../../src/gateways/http1.ts";
import { type Notation, noteEnviron } from "../../src/notation.ts";
import type { ByteString } from "../../src/wire.ts";
import { toHex } from "../../src/wire.ts";
import { python3 } from "../python.ts";

type Expected = { refused: string; key: string } | ({ absent?: string[] } & Record<string, Notation>);

interface Entry {
  about: string;
  source: string;
  scheme?: "http" | "https";
  mount?: string;
  body?: { bytes: string };
  refused?: string;
  expect?: Record<string, Expected>;
}

const index = JSON.parse(readFileSync(new URL("index.json", corpusFolder), "utf8")) as Record<string, Entry>;
const entries = Object.entries(index);
const { proposals } = await loadCatalog();

function read(file: string, { scheme, mount }: Entry): RawRequest {
  return readHttp1(readFileSync(new URL(file, corpusFolder)), { scheme, mount: mount as ByteString | undefined });
}

function refusal(step: () => unknown): StringModelError | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof StringModelError) return error;
    throw error;
  }
}

test("every file is in the index, and every entry has a file and says where it comes from", () => {
  const files = readdirSync(corpusFolder).filter((file) => file.endsWith(".http"));
  expect(entries.map(([file]) => file).sort()).toEqual(files.sort());
  expect(entries.filter(([, { about, source }]) => !about || !source)).toEqual([]);
  expect(files.length).toBeGreaterThanOrEqual(60);
});

describe("requests that HTTP forbids", () => {
  test.each(entries.filter(([, { refused }]) => refused))("%s is refused", (file, entry) => {
    expect(refusal(() => read(file, entry))?.code).toBe(entry.refused);
  });
});

describe("requests that a server has to present", () => {
  test.each(entries.filter(([, entry]) => entry.expect))("%s", (file, entry) => {
    const request = read(file, entry);
    expect(Object.keys(entry.expect!).sort()).toEqual(proposals.map(({ id }) => id).sort());
    for (const profile of proposals) {
      const expected = entry.expect![profile.id]!;
      if ("refused" in expected) {
        const error = refusal(() => writeEnviron(profile, request));
        expect([error?.code, error?.where.key], profile.id).toEqual([expected.refused, expected.key]);
        continue;
      }
      const found = new Map(noteEnviron(profile, writeEnviron(profile, request)).map(([key, value]) => [spelt(key), value]));
      const { absent = [], ...variables } = expected;
      for (const [key, value] of Object.entries(variables)) expect(found.get(key), `${profile.id} ${key}`).toEqual(value);
      for (const key of absent as string[]) expect(found.has(key), `${profile.id} ${key}`).toBe(false);
    }
    if (entry.body)
      expect(
        toHex([...(request.body as Iterable<Uint8Array>)].map((chunk) => Buffer.from(chunk).toString("latin1")).join("") as ByteString),
      ).toBe(entry.body.bytes);
  });
});

const spelt = (key: Notation) =>
  "str" in (key as object) ? (key as { str: string }).str : Buffer.from((key as { bytes: string }).bytes, "hex").toString("latin1");

test("the comparison takes all that are not refused", () => {
  expect(loadCorpus().map(({ name }) => `${name}.http`)).toEqual(
    entries
      .filter(([, entry]) => entry.expect)
      .map(([file]) => file)
      .sort(),
  );
});

test.skipIf(!python3)("the index is what CPython makes of the files", () => {
  execFileSync("python3", [new URL("expectations.py", corpusFolder).pathname, "--check"]);
});
