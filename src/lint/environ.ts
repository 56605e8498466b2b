/** The server's half: one environ, held to the declaration. */
import { BytesDict } from "../bytes-dict.ts";
import { type AnyChoice, encodeWith, isChoice } from "../codec.ts";
import { keysOf, readFragment } from "../environ.ts";
import { inPlace } from "../errors.ts";
import type { Address, Constant, Entry, Environ, Profile, Variable } from "../profile.ts";
import { type Slot, slotInfo } from "../slots.ts";
import { byteString } from "../wire.ts";
import { dictionaryFault, lookAt } from "./dictionary.ts";
import { checkFact, isObject, sameConstant } from "./facts.ts";
import { checked, type Note } from "./finding.ts";
import { checkLines, checkMetaVariable } from "./request-headers.ts";
import { checkForm } from "./variables.ts";

/** What the rules about the answer and the input need to know of the request. */
export interface Requested {
  readonly method: string;
  /** What Content-Length says, undefined where it says nothing. */
  readonly length: number | undefined;
  /** The query string. */
  readonly query: string;
}

const unknownRequest: Requested = { method: "", length: undefined, query: "" };

/** Holds an environ to the declaration. A lazy one is read whole. @throws {StringModelError} what a lazy one refuses */
export function checkEnviron(profile: Profile, environ: unknown, note: Note): Requested {
  const bad = dictionaryFault(profile, environ);
  if (bad === undefined) return new EnvironCheck(profile, environ as object, once(note)).run();
  note("ENVIRON_TYPE", bad);
  return unknownRequest;
}

/** One finding a code and key: several variables may depend on one that is missing. */
function once(note: Note): Note {
  const noted = new Set<string>();
  return (code, detail, place) => {
    const id = `${code} ${place?.key}`;
    if (noted.has(id)) return;
    noted.add(id);
    note(code, detail, place);
  };
}

class EnvironCheck {
  readonly #profile: Profile;
  readonly #environ: object;
  readonly #note: Note;
  readonly #records: readonly AnyChoice[];
  readonly #wires = new Map<Slot, string>();

  constructor(profile: Profile, environ: object, note: Note) {
    this.#profile = profile;
    this.#environ = environ;
    this.#note = note;
    const choices = variablesOf(profile).flatMap(([, { codec }]) => (isChoice(codec) ? [codec] : []));
    this.#records = [...new Set(choices)];
  }

  run(): Requested {
    const { environ, headers } = this.#profile;
    this.#presence();
    let length: string | undefined;
    for (const key of keysOf(this.#environ)) {
      const value = lookAt(this.#environ, key);
      const entry = Object.hasOwn(environ, key) ? environ[key] : undefined;
      if (entry !== undefined) this.#entry(key, entry, value);
      else if (headers.as === "pairs" && key === headers.key) length = this.#lines(key, value);
      else if (!this.#records.some(({ recordedIn }) => recordedIn === key)) {
        const wire = checkMetaVariable(this.#profile, key, value, this.#note);
        if (key === "CONTENT_LENGTH") length = wire;
        this.#other(key, value);
      }
    }
    this.#paths();
    const method = this.#wires.get("method") ?? "";
    for (const [slot, wire] of this.#wires) checkForm(slot, wire, this.#note, this.#keyOf(slot), method);
    const query = this.#wires.get("query") ?? "";
    return { method, length: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined, query };
  }

  #presence(): void {
    const { environ, headers } = this.#profile;
    const required = Object.entries(environ).filter(([, entry]) => isRequired(entry));
    const missing = (key: string, source: string | undefined) => {
      if (lookAt(this.#environ, key) === undefined) this.#note("MISSING_VARIABLE", "is required", { key, source });
    };
    for (const [key, entry] of required) missing(key, sourceOf(entry));
    if (headers.as === "pairs") missing(headers.key, headers.source);
    // The record is mandatory even where nothing was chosen by it (Definition #4, item 10).
    for (const { recordedIn } of this.#records) missing(recordedIn, undefined);
  }

  #entry(key: string, entry: Entry, value: unknown): void {
    if (entry.is === "fact") checkFact(entry.fact, value, this.#note, key);
    else if (entry.is === "constant") this.#constant(key, entry, value);
    else if (value !== null || !entry.none) this.#string(key, entry, value);
  }

  #constant(key: string, entry: Constant, value: unknown): void {
    if (!sameConstant(entry.value, value)) this.#note("WRONG_CONSTANT", "is not what the profile declares", { key, source: entry.source });
  }

  #string(key: string, entry: Variable | Address, value: unknown): void {
    const wire = checked(this.#note, sourceOf(entry), () => this.#read(key, entry, value));
    if (entry.is !== "variable" || wire === undefined) return;
    if (!entry.mirror) this.#wires.set(entry.slot, wire);
    else this.#mirror(key, entry.slot, wire);
  }

  /** The bytes of a variable; undefined for what has none of its own. */
  #read(key: string, entry: Entry, value: unknown): string | undefined {
    const fragment = readFragment(this.#profile, this.#single(key, value));
    if (entry.is !== "variable") return undefined;
    const { codec, slot } = entry;
    return isChoice(codec) ? fragment[slot as "pathInfo"] : inPlace({ key }, () => encodeWith(codec, value));
  }

  #mirror(key: string, slot: Slot, wire: string): void {
    const other = this.#keyOf(slot);
    const entry = this.#profile.environ[other] as Variable;
    const value = lookAt(this.#environ, other);
    if (value === undefined) return;
    const mirrored = checked(this.#note, sourceOf(entry), () => this.#read(other, entry, value));
    if (mirrored !== undefined && mirrored !== wire) this.#note("MIRROR_DIFFERS", `is not the bytes of ${other}`, { key });
  }

  #lines(key: string, value: unknown): string | undefined {
    // An iterator can be read once, and that is the application's.
    if (isObject(value) && typeof (value as { next?: unknown }).next === "function") return undefined;
    const source = this.#profile.headers.source;
    const lines = checked(this.#note, source, () => readFragment(this.#profile, this.#single(key, value)).headers ?? []);
    return lines && checkLines(this.#profile, key, lines, this.#note);
  }

  #other(key: string, value: unknown): void {
    if (key.endsWith(".file_wrapper") && typeof value !== "function")
      this.#note("NOT_CALLABLE", "is no function", { key, source: "PEP 3333, Optional Platform-Specific File Handling" });
    checked(this.#note, undefined, () => readFragment(this.#profile, this.#single(key, value)));
  }

  /** One of the two is there (wsgiref.validate): without SCRIPT_NAME, or with an empty one, PATH_INFO. */
  #paths(): void {
    const [mount, path] = [this.#wires.get("scriptName"), this.#wires.get("pathInfo")];
    const declared = variablesOf(this.#profile).some(([, { slot, optional }]) => slot === "pathInfo" && optional);
    if (declared && !mount && path === undefined && lookAt(this.#environ, this.#keyOf("pathInfo")) === undefined)
      this.#note("NO_PATH", "is absent, and so is the mount", { key: this.#keyOf("pathInfo") });
  }

  /** The variable alone, with the records by which it may have to be read. */
  #single(key: string, value: unknown): Environ<Profile> {
    const entries: [string, unknown][] = [[key, value]];
    for (const { recordedIn } of this.#records) {
      const record = lookAt(this.#environ, recordedIn);
      if (record !== undefined) entries.push([recordedIn, record]);
    }
    if (this.#profile.keys !== "bytes") return Object.fromEntries(entries) as Environ<Profile>;
    return new BytesDict(entries.map(([name, item]) => [byteString(name), item] as const)) as unknown as Environ<Profile>;
  }

  /** Where the profile has a slot that is no mirror. */
  #keyOf(slot: Slot): string {
    return variablesOf(this.#profile).find(([, entry]) => entry.slot === slot && !entry.mirror)?.[0] ?? slot;
  }
}

const variablesOf = ({ environ }: Profile): [string, Variable][] =>
  Object.entries(environ).filter((pair): pair is [string, Variable] => pair[1].is === "variable");

function isRequired(entry: Entry): boolean {
  if (entry.optional || entry.mirror || entry.extra) return false;
  return entry.is !== "variable" || !slotInfo(entry.slot).optional;
}

function sourceOf(entry: Entry): string | undefined {
  return entry.source ?? (entry.is === "variable" ? slotInfo(entry.slot).section : undefined);
}
