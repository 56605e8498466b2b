/** What an environ holds, by slot, each part read when it is first asked for. */
import { encodeWith, isChoice } from "../codec.ts";
import { get, has, isHeaderKey, keysOf, type Plan, planOf, readEntry, readHeader, readOther } from "../environ.ts";
import { located } from "../errors.ts";
import type { RawHeader } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import { type Draft, type Fact, facts, type Slot, slots } from "../slots.ts";
import type { ByteString } from "../wire.ts";

type Part = Slot | Fact;

/** How the environs of one profile are read part by part. */
export interface Reading {
  readonly profile: Profile;
  readonly plan: Plan;
  /** The key under which each part is found. */
  readonly keys: ReadonlyMap<Part, ByteString>;
}

const compiled = new WeakMap<Profile, Reading | null>();

/**
 * Undefined for a model whose variables only say together what a part is: with a codec that substitutes, or with two
 * variables for one part.
 */
export function readingOf(profile: Profile): Reading | undefined {
  let known = compiled.get(profile);
  if (known === undefined) {
    const plan = planOf(profile);
    const keys = findKeys(plan);
    known = keys && { profile, plan, keys };
    compiled.set(profile, known);
  }
  return known ?? undefined;
}

function findKeys({ steps }: Plan): Reading["keys"] | null {
  const keys = new Map<Part, ByteString>();
  for (const { key, entry } of steps) {
    if (entry.is === "constant" || ("mirror" in entry && entry.mirror && entry.is === "variable")) continue;
    if (entry.is === "variable" && !isChoice(entry.codec) && entry.codec.lossy) return null;
    const parts = entry.is === "variable" ? [entry.slot] : entry.is === "address" ? [entry.host, entry.port] : [entry.fact];
    for (const part of parts) {
      if (keys.has(part)) return null;
      keys.set(part, key);
    }
  }
  return keys;
}

/** A draft over an environ. A part that was read once stays what it was. */
export class EnvironDraft {
  readonly #reading: Reading;
  readonly #environ: unknown;
  readonly #found: Draft = {};
  /** Parts that were not there when they were asked for. */
  #absent: Set<Part> | undefined;
  #headers: RawHeader[] | undefined;
  #others: Pick<Draft, "variables" | "extra"> | undefined;

  constructor(reading: Reading, environ: unknown) {
    this.#reading = reading;
    this.#environ = environ;
  }

  /** @throws {StringModelError} as `readEnviron` does of the variable */
  part(part: Part): unknown {
    const found = this.#found[part];
    if (found !== undefined || this.#absent?.has(part)) return found;
    const key = this.#reading.keys.get(part);
    if (key === undefined) return undefined;
    this.#readVariable(key);
    if (this.#found[part] === undefined) {
      this.#absent ??= new Set();
      this.#absent.add(part);
    }
    return this.#found[part];
  }

  get headers(): RawHeader[] {
    if (this.#headers !== undefined) return this.#headers;
    const headers: RawHeader[] = [];
    const look = (key: string) => get(this.#environ, key);
    this.#each((key, value) => readHeader(this.#reading.profile, key, value, look, headers));
    this.#headers = headers;
    return headers;
  }

  get variables() {
    return this.others.variables;
  }

  get extra() {
    return this.others.extra;
  }

  private get others(): Pick<Draft, "variables" | "extra"> {
    if (this.#others !== undefined) return this.#others;
    const variables = new Map<ByteString, ByteString>();
    const extra = new Map<ByteString, unknown>();
    const { profile, plan } = this.#reading;
    this.#each((key, value) => {
      if (!isHeaderKey(profile, key)) readOther(plan, key, value, variables, extra);
    });
    this.#others = { ...(variables.size > 0 && { variables }), ...(extra.size > 0 && { extra }) };
    return this.#others;
  }

  #readVariable(key: ByteString): void {
    const { profile, plan } = this.#reading;
    const value = get(this.#environ, key);
    const entry = plan.byKey.get(key);
    if (entry === undefined || !("is" in entry) || (value === undefined && !has(this.#environ, key))) return;
    try {
      if (entry.is === "variable" && !isChoice(entry.codec) && value !== null) {
        this.#found[entry.slot] = encodeWith(entry.codec, value);
        return;
      }
      readEntry(entry, value, (other) => get(this.#environ, other), this.#found);
    } catch (error) {
      throw located(error, { profile: profile.id, key });
    }
  }

  /** Every variable that the profile does not declare. */
  #each(take: (key: string, value: unknown) => void): void {
    const { profile, plan } = this.#reading;
    for (const key of keysOf(this.#environ)) {
      if (plan.byKey.has(key)) continue;
      try {
        take(key, get(this.#environ, key));
      } catch (error) {
        throw located(error, { profile: profile.id, key });
      }
    }
  }
}

for (const part of [...Object.keys(slots), ...Object.keys(facts)] as Part[]) {
  Object.defineProperty(EnvironDraft.prototype, part, {
    get(this: EnvironDraft) {
      return this.part(part);
    },
  });
}
