/** How an application's environ is made of a server's: what both models spell alike passes, the rest goes through the hub. */
import { headerName, mergeHeaders } from "../cgi/headers.ts";
import { type AnyCodec, decodeWith, isChoice } from "../codec.ts";
import { bytes, decodeAll } from "../codecs/bytes.ts";
import { iso88591, latin1 } from "../codecs/latin1.ts";
import {
  get,
  has,
  isBytesPair,
  isHeaderKey,
  isMetaVariable,
  keysOf,
  type Plan,
  type Put,
  pairsOf,
  planOf,
  type Step,
  strayHeaders,
} from "../environ.ts";
import type { HeaderPlacement, Profile } from "../profile.ts";
import { fieldSlots } from "../slots.ts";
import type { ByteString } from "../wire.ts";
import { readingOf } from "./draft.ts";
import { type Known, Opening, type Recipe, unseen } from "./opening.ts";
import { encodeAt, factRecipe, headerRecipe, lineRecipe, type PairMaterial, variableRecipe } from "./pair-recipes.ts";

const pairs = new WeakMap<Profile, WeakMap<Profile, PairOpening>>();
let last: PairOpening | undefined;

/** The plan of a server's profile and an application's, compiled once. */
export function pairOpening(server: Profile, application: Profile): PairOpening {
  // Most processes have one pair.
  if (last?.server === server && last.profile === application) return last;
  last = pairs.get(server)?.get(application) ?? new PairOpening(server, application);
  pairs.set(server, (pairs.get(server) ?? new WeakMap()).set(application, last));
  return last;
}

/** Where a variable of the server goes that its own profile does not declare. */
interface Place {
  /** The header it is, in lower case. */
  readonly name?: ByteString;
  /** The header variable that is made of it. */
  readonly header?: ByteString;
  readonly recipe?: Recipe<PairMaterial>;
  /** It goes there only while the server has not got the other spelling. */
  readonly unless?: string;
  readonly isOther?: true;
}

const nowhere: Place = {};
const other: Place = { isOther: true };

export class PairOpening extends Opening<PairMaterial> {
  readonly server: Profile;
  readonly #serverPlan: Plan;
  /** Keys of the application's model that the server's leaves to whoever adds them. */
  readonly #contested: readonly string[];
  readonly #own: readonly ByteString[];
  /** Those of `#own`. */
  #recipes: readonly Recipe<PairMaterial>[] | undefined;
  readonly #places = new Map<string, Place>();

  constructor(server: Profile, application: Profile) {
    super(application);
    this.server = server;
    this.#serverPlan = planOf(server);
    const { headers } = application;
    const { choices, steps } = this.plan;
    this.#own = [
      ...choices.map(({ choice }) => choice.recordedIn as ByteString),
      ...steps.map(({ key }) => key),
      ...(headers.as === "pairs" ? [headers.key as ByteString] : []),
    ];
    this.#contested = this.#own.filter((key) => this.#isUndeclared(key));
  }

  override fill(material: PairMaterial, known: Known, put: Put): void {
    const { request } = material;
    const make = (key: ByteString, recipe = this.recipe(key)) => {
      const seen = known(key);
      return seen === unseen ? recipe.value(material) : seen;
    };
    const putHere = (key: ByteString, recipe?: Recipe<PairMaterial>) => {
      const value = make(key, recipe);
      if (value !== undefined) put(key, value);
    };
    this.#recipes ??= this.#own.map((key) => this.recipe(key));
    for (let i = 0; i < this.#own.length; i++) putHere(this.#own[i]!, this.#recipes[i]);
    if (this.server.headers.as === "pairs" && this.profile.headers.as === "HTTP_*") {
      for (const key of mergeHeaders(request.headers).keys()) putHere(key);
    }
    const isLines = this.profile.headers.as === "pairs";
    const others: ByteString[] = [];
    for (const key of keysOf(request.environ)) {
      const { header, recipe, unless, isOther } = this.#place(key);
      if (!isLines && header !== undefined && (unless === undefined || get(request.environ, unless) === undefined)) putHere(header, recipe);
      if (isOther) others.push(key as ByteString);
    }
    if ("extra" in request.amendments) {
      for (const key of [...(request.variables?.keys() ?? []), ...(request.extra?.keys() ?? [])]) put(key, make(key));
      return;
    }
    const isMeta = (key: string) => isMetaVariable(this.#serverPlan, key, get(request.environ, key));
    for (const key of others) if (isMeta(key)) put(key, make(key));
    for (const key of others) if (!isMeta(key)) put(key, make(key));
  }

  protected override refuseClashes(material: PairMaterial, refuse: (key: string) => void): void {
    const { amendments, environ } = material.request;
    if ("extra" in amendments) super.refuseClashes(material, refuse);
    else if (this.server.headers.as === "HTTP_*") {
      for (const key of this.#contested) if (has(environ, key)) refuse(key);
    } else for (const key of keysOf(environ)) if (this.#isUndeclared(key)) refuse(key);
  }

  protected override step(step: Step): Recipe<PairMaterial> {
    const { entry } = step;
    const through = super.step(step);
    const sources = readingOf(this.server)?.keys;
    const key = entry.is === "variable" ? sources?.get(entry.slot) : entry.is === "fact" ? sources?.get(entry.fact) : undefined;
    const there = key === undefined ? undefined : this.#serverPlan.byKey.get(key);
    if (key === undefined || there === undefined || !("is" in there)) return through;
    if (entry.is === "fact") return factRecipe(entry, key, through);
    if (entry.is !== "variable" || there.is !== "variable" || !fieldSlots.has(entry.slot)) return through;
    return isChoice(entry.codec) || isChoice(there.codec) ? through : variableRecipe(there.codec, entry.codec, key, through);
  }

  protected override header(name: string): Recipe<PairMaterial> {
    const { headers } = this.profile;
    const through = super.header(name);
    const key = name as ByteString;
    const there = this.server.headers;
    if (headers.as === "pairs") return there.as === "pairs" ? through : this.#lines(headers, there.codec, through);
    if (there.as === "pairs") return lineRecipe(there, headers.codec, key, through);
    return headerRecipe(this.server, there.codec, headers.codec, key);
  }

  protected override other(name: string): Recipe<PairMaterial> {
    const through = super.other(name);
    const key = name as ByteString;
    const server = this.server;
    const from = this.#serverPlan;
    const to = this.plan.others;
    const mayBeThere = this.#isUndeclared(key);
    const isThere = (environ: unknown) => mayBeThere && has(environ, key);
    return {
      value(material) {
        const { environ, amendments } = material.request;
        if ("extra" in amendments) return through.value(material);
        if (!isThere(environ)) return undefined;
        const value = get(environ, key);
        if (isMetaVariable(from, key, value)) return decodeWith(to, encodeAt(server, key, from.others, value));
        encodeAt(server, key, latin1, key);
        return value;
      },
      isThere: (material) => ("extra" in material.request.amendments ? through.isThere!(material) : isThere(material.request.environ)),
    };
  }

  /** All headers, as lines of bytes. Names are in lower case in the hub already. */
  #lines({ name, value }: Extract<HeaderPlacement, { as: "pairs" }>, from: AnyCodec, through: Recipe<PairMaterial>): Recipe<PairMaterial> {
    if (!isBytesPair(name, value)) return through;
    const pass = from.encode === bytes.encode;
    const isPlain = from.encode === latin1.encode || from.encode === iso88591.encode;
    // What such a string is not, decodeAll refuses; then the hub says where.
    const passes = (value: unknown): value is ByteString | Uint8Array =>
      pass ? value instanceof Uint8Array : isPlain && typeof value === "string";
    return {
      value: (material) => {
        const { environ } = material.request;
        const wires: ByteString[] = [];
        const values: unknown[] = [];
        for (const key of keysOf(environ)) {
          const { name, unless } = this.#place(key);
          if (name === undefined || (unless !== undefined && get(environ, unless) !== undefined)) continue;
          const found = get(environ, key);
          const wire = passes(found) ? found : encodeAt(this.server, key, from, found);
          // RFC 3875, 4.1.2 and 4.1.3: these two are unset, or empty, when there is no body.
          if (wire.length === 0 && !key.startsWith("HTTP_")) continue;
          wires.push(name);
          if (pass) values.push(wire);
          else wires.push(wire as ByteString);
        }
        try {
          return pass ? decodeAll(wires).map((name, i) => [name, values[i]]) : pairsOf(decodeAll(wires));
        } catch {
          return through.value(material);
        }
      },
    };
  }

  /** True of what the server's profile has nothing to say of. */
  #isUndeclared(key: string): boolean {
    return !this.#serverPlan.byKey.has(key) && !isHeaderKey(this.server, key);
  }

  #place(key: string): Place {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const made = this.#findPlace(key);
    if (this.#places.size >= 1024) this.#places.clear();
    if (key.length <= 64) this.#places.set(key, made);
    return made;
  }

  #findPlace(key: string): Place {
    if (this.#isUndeclared(key)) return this.plan.byKey.has(key) || isHeaderKey(this.profile, key) ? nowhere : other;
    if (this.#serverPlan.byKey.has(key) || this.server.headers.as === "pairs") return nowhere;
    const stray = strayHeaders.get(key);
    if (stray === undefined) return { name: headerName(key as ByteString)!, header: key as ByteString, recipe: this.recipe(key) };
    const header = key.slice(5) as ByteString;
    return headerName(header) === undefined ? { name: stray } : { name: stray, header, unless: header };
  }
}
