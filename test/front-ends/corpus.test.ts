/** Every request of the corpus through every front end: what arrives otherwise than it was sent is in `corpus-changes.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { corpusFolder } from "../../src/compare/corpus.ts";
import { StringModelError } from "../../src/errors.ts";
import type { RawRequest } from "../../src/exchange.ts";
import { readHttp1 } from "../../src/gateways/http1.ts";
import type { Backends } from "./backends.ts";
import { type Difference, differences, marked, seenBy } from "./corpus.ts";
import { type Place, type Rule, rules } from "./corpus-changes.ts";
import { eachFrontEnd, type Started } from "./each-front-end.ts";
import { sendRaw } from "./raw.ts";
import type { FrontEnd } from "./start.ts";

interface Message {
  readonly name: string;
  readonly wire: Uint8Array;
  /** Undefined where our reader refuses it. */
  readonly request: RawRequest | undefined;
}

const corpus: readonly Message[] = readdirSync(corpusFolder)
  .filter((name) => name.endsWith(".http"))
  .map((name) => {
    const wire = readFileSync(new URL(name, corpusFolder));
    return { name, wire, request: readOrRefuse(wire) };
  });

function readOrRefuse(wire: Uint8Array): RawRequest | undefined {
  try {
    return readHttp1(wire);
  } catch (error) {
    if (error instanceof StringModelError) return undefined;
    throw error;
  }
}

eachFrontEnd(behind);

function behind(frontEnd: FrontEnd, started: Started): void {
  describe.each(frontEnd.speaks)("%s", (backend) => {
    const place: Place = `${frontEnd.name} ${backend}`;
    const here = rules.filter(({ places }) => places.includes(place));
    test("what is valid arrives as it was sent, but for what the rules say, and every rule is needed", async () => {
      const used = new Set<Rule>();
      const unexplained: object[] = [];
      await eightAtOnce(corpus, async ({ name, wire, request }) => {
        if (request === undefined) return;
        for (const difference of await changesOf(wire, request, name, started().backends, started().running.ports[backend]!)) {
          const rule = here.find(({ field, explains }) => field.test(difference.field) && explains(difference, request));
          if (rule === undefined) unexplained.push({ name, ...difference });
          else used.add(rule);
        }
      });
      expect(unexplained).toEqual([]);
      expect(here.filter((rule) => !used.has(rule)).map(({ what }) => what)).toEqual([]);
    }, 60_000);
    test("what is malformed is refused or answered, by one of the two, and hangs neither", async () => {
      const silent: string[] = [];
      await eightAtOnce(corpus, async ({ name, wire, request }) => {
        if (request === undefined && (await sendRaw(started().running.ports[backend]!, wire, 100)) === "silent") silent.push(name);
      });
      expect(silent).toEqual([]);
    }, 60_000);
  });
}

async function changesOf(wire: Uint8Array, request: RawRequest, id: string, backends: Backends, port: number): Promise<Difference[]> {
  const waiting = seenBy(backends.handlers, id);
  const outcome = await sendRaw(port, marked(wire, id));
  backends.handlers.delete(id);
  if (waiting.seen === undefined) return [{ field: "answer", sent: undefined, seen: String(outcome) }];
  return differences(request, waiting.seen);
}

/** A CGI program takes its time to start. */
async function eightAtOnce<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const one of queue) await each(one);
    }),
  );
}
