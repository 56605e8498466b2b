/** A message of the corpus, and what two servers handed to the same application of it: variable by variable. */
import { readdirSync, readFileSync } from "node:fs";
import { corpusFolder } from "../../../src/compare/corpus.ts";
import { StringModelError } from "../../../src/errors.ts";
import type { RawRequest } from "../../../src/exchange.ts";
import { readHttp1 } from "../../../src/gateways/http1.ts";
import { ask, type Handed, isHanded, type Noted, type Outcome } from "./asked.ts";

export interface Message {
  readonly name: string;
  readonly wire: Uint8Array;
  /** Undefined where our reader refuses it. */
  readonly request: RawRequest | undefined;
}

export const corpus: readonly Message[] = readdirSync(corpusFolder)
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

/** Where they differ: a variable, the `body`, or the `answer` where one of them did not hand the request on. */
export interface Difference {
  readonly variable: string;
  /** A noted value, a status, or undefined where there is none. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** By message. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** Every message, eight at a time. What may be waited for in vain is ended by us. */
export async function askAll(port: number, patience = 2000): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  const queue = corpus.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const { name, wire, request } of queue) {
        const framed = request !== undefined && !/^transfer-encoding:/im.test(Buffer.from(wire).toString("latin1"));
        outcomes.set(name, anonymous(await ask(port, wire, framed ? undefined : patience), port));
      }
    }),
  );
  return outcomes;
}

/** Without what differs from one run to the next. */
function anonymous(outcome: Outcome, port: number): Outcome {
  if (!isHanded(outcome)) return outcome;
  const handed = Object.entries(outcome.handed).map(([variable, value]) => [variable, placeholder(variable, value, port)] as const);
  return { ...outcome, handed: Object.fromEntries(handed) };
}

function placeholder(variable: string, value: Noted, port: number): Noted {
  const text = JSON.stringify(value);
  if (variable === "REMOTE_PORT" || variable === "client") return JSON.parse(text.replace(/\d{4,5}/, "0"));
  return JSON.parse(text.replace(new RegExp(`(?<=["\\s:])${port}(?=["\\s}])`), "1"));
}

export function differences(ours: Outcome, theirs: Outcome): Difference[] {
  if (!isHanded(ours) || !isHanded(theirs)) {
    const [one, other] = [shown(ours), shown(theirs)];
    return one === other ? [] : [{ variable: "answer", ours: one, theirs: other }];
  }
  const [one, other] = [variablesOf(ours), variablesOf(theirs)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((variable) => ({ variable, ours: one.get(variable), theirs: other.get(variable) }))
    .filter((found) => found.ours !== found.theirs);
}

const shown = (outcome: Outcome): string => (isHanded(outcome) ? "handed on" : String(outcome));

/** `str "value"`, by variable; a header of a scope is one, as `header x-model`, and so is what its pairs are made of. */
function variablesOf({ handed, body }: Handed): Map<string, string> {
  const found = new Map<string, string>([["body", body]]);
  for (const [variable, noted] of Object.entries(handed)) {
    const [[type, value]] = Object.entries(noted) as [[string, unknown]];
    if (variable === "headers") {
      for (const [name, line] of pairsOf(value)) found.set(`header ${name}`, `${found.get(`header ${name}`) ?? ""}${line}\n`);
      found.set("pairs", [...new Set((value as Noted[]).map((pair) => Object.keys(pair)[0]))].join());
    } else if (variable === "client" || variable === "server") found.set(variable, JSON.stringify(value));
    else found.set(variable, `${type} ${JSON.stringify(value)}`);
  }
  return found;
}

const pairsOf = (headers: unknown): [name: string, value: string][] =>
  (headers as Noted[]).map((pair) => {
    const [name, value] = Object.values(pair)[0] as [{ bytes: string }, { bytes: string }];
    return [Buffer.from(name.bytes, "hex").toString("latin1"), value.bytes];
  });
