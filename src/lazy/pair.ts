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
  planOf,
  type Step,
  strayHeaders,
  takeValues,
} from "../environ.ts";
import { areSame } from "../plain-objects.ts";
import type { HeaderPlacement, Profile } from "../profile.ts";
import { fieldSlots, slotInfo } from "../slots.ts";
import type { ByteString } from "../wire.ts";
import { readingOf } from "./draft.ts";
import { type Known, Opening, type Recipe, unseen } from "./opening.ts";
import { encodeAt, factRecipe, headerRecipe, lineRecipe, mergeLines, type PairMaterial, variableRecipe } from "./pair-recipes.ts";
import { type Passage, passAll, passageOf, passed, type Route, routeOf } from "./passage.ts";
import type { Amendments } from "./request.ts";
import { Variables } from "./variables.ts";

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

/** Where everything goes of an environ that has these keys, but what the server's profile declares. */
interface Layout {
  readonly keys: readonly string[];
  readonly lines: readonly Line[];
  readonly own: Route;
  readonly headers: Route;
  readonly others: readonly ByteString[];
}

/** A header line of a variable. */
interface Line {
  readonly key: string;
  readonly name: ByteString;
  readonly unless: string | undefined;
}

const areShort = (keys: readonly string[]): boolean => keys.length <= 128 && keys.every(({ length }) => length <= 64);

export class PairOpening extends Opening<PairMaterial> {
  readonly server: Profile;
  readonly #serverPlan: Plan;
  /** Keys of the application's model that the server's leaves to whoever adds them. */
  readonly #contested: readonly string[];
  readonly #own: readonly ByteString[];
  /** Those of `#own`. */
  #ownPassages: readonly Passage[] | undefined;
  #layout: Layout | undefined;
  #lastKeys: readonly ByteString[] = [];
  readonly #places = new Map<string, Place>();
  readonly #passages = new Map<string, Passage>();

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

  override value(key: string, material: PairMaterial): unknown {
    return passed(this.#passages.get(key) ?? this.#rememberPassage(key), material);
  }

  #rememberPassage(key: string): Passage {
    const made = passageOf(key as ByteString, this.recipe(key));
    // Keys come from whoever looks: the memo forgets all rather than grow, and keeps nothing long.
    if (this.#passages.size >= 1024) this.#passages.clear();
    if (key.length <= 64) this.#passages.set(key, made);
    return made;
  }

  override all(material: PairMaterial, known: Known): Variables {
    const { environ, amendments } = material.request;
    const all = new Variables(this.#lastKeys);
    const given: unknown[] = [];
    const { own, headers, others } = this.#layoutOfAll(environ, given);
    passAll(own, given, material, known, all);
    if (this.profile.headers.as === "HTTP_*" && this.server.headers.as === "pairs") this.#addLines(material, known, all);
    passAll(headers, given, material, known, all);
    this.#addOthers(material, "extra" in amendments ? undefined : others, known, all);
    // Keys come from peers: what is long is not kept.
    if (all.keys !== this.#lastKeys && areShort(all.keys)) this.#lastKeys = [...all.keys];
    return all;
  }

  #addLines(material: PairMaterial, known: Known, all: Variables): void {
    const { headers } = this.profile;
    if (headers.as === "pairs") return;
    const lines = mergeLines(this.server, material) ?? mergeHeaders(material.request.headers);
    for (const [key, wire] of lines) {
      const seen = known(key);
      if (seen === unseen) all.addWire(key, wire, headers.codec);
      else all.add(key, seen);
    }
  }

  /** What no model declares: first the meta-variables of the server, which are bytes in the hub, then everybody's. */
  #addOthers(material: PairMaterial, keys: readonly ByteString[] | undefined, known: Known, all: Variables): void {
    const { request } = material;
    const add = (key: ByteString) => {
      const seen = known(key);
      all.add(key, seen === unseen ? this.recipe(key).value(material) : seen);
    };
    if (keys === undefined) {
      for (const key of request.variables?.keys() ?? []) add(key);
      for (const key of request.extra?.keys() ?? []) add(key);
      return;
    }
    const { also } = request.amendments;
    const isMeta = (key: string) => isMetaVariable(this.#serverPlan, key, get(request.environ, key));
    for (const key of keys) if (isMeta(key)) add(key);
    for (const key of keys) if (!isMeta(key)) add(key);
    if (also !== undefined && !this.#isOther(request.environ, also[0])) add(also[0]);
  }

  protected override refuseClashes(material: PairMaterial, refuse: (key: string) => void): void {
    const { amendments, environ } = material.request;
    if ("extra" in amendments) super.refuseClashes(material, refuse);
    else if (this.server.headers.as === "HTTP_*") {
      for (const key of this.#contested) if (has(environ, key)) refuse(key);
    } else for (const key of keysOf(environ)) if (this.#isUndeclared(key)) refuse(key);
    if (amendments.also !== undefined) refuse(amendments.also[0]);
  }

  protected override step(step: Step): Recipe<PairMaterial> {
    const { entry } = step;
    // Whoever opened the request has seen that it is whole.
    if (entry.is === "constant") return { value: () => entry.value, constant: entry.value };
    const through = super.step(step);
    const sources = readingOf(this.server)?.keys;
    const key = entry.is === "variable" ? sources?.get(entry.slot) : entry.is === "fact" ? sources?.get(entry.fact) : undefined;
    const there = key === undefined ? undefined : this.#serverPlan.byKey.get(key);
    if (entry.is === "variable" && !isChoice(entry.codec)) {
      const { read, optional = false } = slotInfo(entry.slot);
      if (key === undefined || there === undefined || !("is" in there) || there.is !== "variable" || !fieldSlots.has(entry.slot))
        return { ...through, wire: ({ request }) => read(request), to: entry.codec };
      return isChoice(there.codec) ? through : variableRecipe(there.codec, entry.codec, key, optional, through);
    }
    return entry.is === "fact" && key !== undefined && there !== undefined && "is" in there ? factRecipe(entry, key, through) : through;
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
    const added = ({ also }: Amendments) => (also?.[0] === key ? also : undefined);
    return {
      value(material) {
        const { environ, amendments } = material.request;
        if ("extra" in amendments) return through.value(material);
        if (!isThere(environ)) return added(amendments)?.[1];
        const value = get(environ, key);
        if (isMetaVariable(from, key, value)) return decodeWith(to, encodeAt(server, key, from.others, value));
        encodeAt(server, key, latin1, key);
        return value;
      },
      isThere(material) {
        const { environ, amendments } = material.request;
        return "extra" in amendments ? through.isThere!(material) : isThere(environ) || added(amendments) !== undefined;
      },
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
        const names: ByteString[] = [];
        const values: (ByteString | Uint8Array)[] = [];
        for (const { key, name, unless } of this.#layoutOf(keysOf(environ)).lines) {
          if (unless !== undefined && get(environ, unless) !== undefined) continue;
          const found = get(environ, key);
          const wire = passes(found) ? found : encodeAt(this.server, key, from, found);
          // RFC 3875, 4.1.2 and 4.1.3: these two are unset, or empty, when there is no body.
          if (wire.length === 0 && !key.startsWith("HTTP_")) continue;
          names.push(name);
          values.push(wire);
        }
        try {
          const made = decodeAll(pass ? names : [...names, ...(values as ByteString[])]);
          return names.map((_, i) => [made[i], pass ? values[i] : made[names.length + i]]);
        } catch {
          return through.value(material);
        }
      },
    };
  }

  /** True of what the server's environ has, and no profile. */
  #isOther(environ: unknown, key: string): boolean {
    return this.#isUndeclared(key) && has(environ, key);
  }

  /** True of what the server's profile has nothing to say of. */
  #isUndeclared(key: string): boolean {
    return !this.#serverPlan.byKey.has(key) && !isHeaderKey(this.server, key);
  }

  /** The layout of an environ, whose values are put in the order of the layout's keys. */
  #layoutOfAll(environ: unknown, values: unknown[]): Layout {
    if (this.#layout !== undefined && takeValues(environ, this.#layout.keys, values)) return this.#layout;
    const layout = this.#layoutOf(keysOf(environ));
    for (let i = 0; i < layout.keys.length; i++) values[i] = get(environ, layout.keys[i]!);
    return layout;
  }

  /** Where the variables go of an environ with these keys: the last environ's, as a rule. */
  #layoutOf(given: Iterable<string>): Layout {
    const keys = Array.isArray(given) ? (given as string[]) : [...given];
    if (this.#layout !== undefined && areSame(keys, this.#layout.keys)) return this.#layout;
    const layout = this.#layOut(keys);
    // Keys come from peers: what is long is not kept.
    if (areShort(keys)) this.#layout = layout;
    return layout;
  }

  #layOut(keys: readonly string[]): Layout {
    const lines: Line[] = [];
    const headers: Passage[] = [];
    const others: ByteString[] = [];
    for (const key of keys) {
      const { name, header, recipe, unless, isOther } = this.#place(key);
      if (name !== undefined) lines.push({ key, name, unless });
      if (header !== undefined && this.profile.headers.as === "HTTP_*")
        headers.push(passageOf(header, recipe ?? this.recipe(header), unless));
      if (isOther) others.push(key as ByteString);
    }
    this.#ownPassages ??= this.#own.map((key) => passageOf(key, this.recipe(key)));
    return { keys, lines, own: routeOf(this.#ownPassages, keys), headers: routeOf(headers, keys), others };
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
