/** How an environ is made of a request one variable at a time: a declaration compiled once more, by key. */
import { cgiValue, headerName } from "../cgi/headers.ts";
import { type AnyCodec, decodeWith, isChoice } from "../codec.ts";
import { isHeaderKey, type Plan, placed, planOf, refuseClash, type Settled, type Step, settleAll, write, writePairs } from "../environ.ts";
import type { RawRequest } from "../exchange.ts";
import { PlainObjects } from "../plain-objects.ts";
import type { Profile } from "../profile.ts";
import type { ByteString } from "../wire.ts";
import { Variables } from "./variables.ts";

/** What a variable is made of. */
export interface Material {
  readonly request: RawRequest;
  settled: Settled;
}

/** How to make one variable. */
export interface Recipe<M extends Material = Material> {
  /** Undefined where there is none. */
  value(material: M): unknown;
  /** True where the variable is there all the same, and undefined. */
  isThere?(material: M): boolean;
  /** The bytes that the value is made of, where they are at hand: many are made into strings or arrays at once. */
  wire?(material: M): Uint8Array | ByteString | undefined;
  /** Where they come from; `filled`: if not empty. */
  readonly source?: { readonly key: string; readonly codec: AnyCodec; readonly filled?: boolean };
  /** What makes the value of them. */
  readonly to?: AnyCodec;
  /** The value, where it is always the same. */
  readonly constant?: unknown;
}

/** The value that was handed out, or {@link unseen}. */
export type Known = (key: string) => unknown;
export const unseen = Symbol("unseen");
export const nothingKnown: Known = () => unseen;

const nothing: Recipe = { value: () => undefined };

/** True when no header is ever refused, so that they can be looked at late. */
export const canBeLate = ({ headers }: Profile): boolean =>
  headers.as === "pairs" ? headers.name.total && headers.value.total : headers.codec.total;

/** Recipes by key. */
export class Opening<M extends Material = Material> {
  readonly profile: Profile;
  readonly plan: Plan;
  readonly objects = new PlainObjects();
  readonly #declared = new Map<string, Recipe<M>>();
  readonly #others = new Map<string, Recipe<M>>();
  /** The variables that may be refused. Those with a choice are not among them: when it is settled, they can be read. */
  readonly #atOnce: readonly ByteString[];

  constructor(profile: Profile) {
    this.profile = profile;
    this.plan = planOf(profile);
    const mayRefuse = ({ entry }: Step) =>
      entry.is === "address" || (entry.is === "variable" && !isChoice(entry.codec) && !entry.codec.total);
    this.#atOnce = this.plan.steps.filter(mayRefuse).map(({ key }) => key);
  }

  recipe(key: string): Recipe<M> {
    return this.#declared.get(key) ?? this.#others.get(key) ?? this.#remember(key);
  }

  /** One variable; undefined where there is none. @throws {StringModelError} */
  value(key: string, material: M): unknown {
    return this.recipe(key).value(material);
  }

  /**
   * All that a refusal may come of: afterwards there is none, but by the request itself. `keep` is handed the values that
   * were made.
   */
  open(material: M, keep: (key: ByteString, value: unknown) => void): void {
    let key: string | undefined;
    try {
      if (this.plan.choices.length > 0) material.settled = settleAll(this.plan, material.request, () => {});
      for (key of this.#atOnce) keep(key as ByteString, this.recipe(key).value(material));
      this.refuseClashes(material, (name) => {
        key = name;
        refuseClash(this.profile, this.plan, name);
      });
    } catch (error) {
      throw placed(error, this.profile, key);
    }
  }

  /** Every variable, in the order of the dictionary; `known` has what was looked at before. @throws {StringModelError} */
  all({ request }: M, known: Known): Variables {
    const all = new Variables();
    write(this.profile, request, (key, value) => {
      const seen = known(key);
      all.add(key, seen === unseen ? value : seen);
    });
    return all;
  }

  /* ---- what a pair of profiles knows better ---- */

  protected refuseClashes({ request }: M, refuse: (key: string) => void): void {
    for (const key of request.variables?.keys() ?? []) refuse(key);
    for (const key of request.extra?.keys() ?? []) refuse(key);
  }

  protected step({ value }: Step): Recipe<M> {
    return { value: ({ request, settled }) => value(request, settled) };
  }

  /** All headers under one key, or one under its own. */
  protected header(key: string): Recipe<M> {
    const { headers } = this.profile;
    if (headers.as === "pairs") return { value: ({ request }) => writePairs(headers, request.headers) };
    return {
      value({ request }) {
        const wire = cgiValue(request.headers, key as ByteString);
        return wire === undefined ? undefined : decodeWith(headers.codec, wire);
      },
    };
  }

  protected other(name: string): Recipe<M> {
    const key = name as ByteString;
    const { others } = this.plan;
    return {
      value({ request: { extra, variables } }) {
        if (extra?.has(key)) return extra.get(key);
        const wire = variables?.get(key);
        return wire === undefined ? undefined : decodeWith(others, wire);
      },
      isThere: ({ request }) => request.extra?.has(key) ?? false,
    };
  }

  #remember(key: string): Recipe<M> {
    const made = this.#make(key);
    if (this.plan.byKey.has(key)) this.#declared.set(key, made);
    else {
      // Keys come from whoever looks: the memo forgets all rather than grow, and keeps nothing long.
      if (this.#others.size >= 1024) this.#others.clear();
      if (key.length <= 64) this.#others.set(key, made);
    }
    return made;
  }

  #make(key: string): Recipe<M> {
    const entry = this.plan.byKey.get(key);
    if (entry === undefined) return this.#undeclared(key);
    if (!("is" in entry)) return { value: ({ settled }) => settled.get(entry)?.name };
    return this.step(this.plan.steps.find((step) => step.key === key)!);
  }

  #undeclared(key: string): Recipe<M> {
    if (!isHeaderKey(this.profile, key)) return this.other(key);
    const isWritten = this.profile.headers.as === "pairs" || headerName(key as ByteString) !== undefined;
    return isWritten ? this.header(key) : nothing;
  }
}
