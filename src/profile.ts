/**
 * A profile is one proposal, written down once. Types, transcoding, tables, the comparison and the Python
 * runtime are all read off this declaration.
 */
import type { BytesDict } from "./bytes-dict.ts";
import { checkProfile } from "./check-profile.ts";
import type { AnyCodec, Choice, Codec, Model, StringType } from "./codec.ts";
import type { Fact, FactValue, OptionalSlot, Slot } from "./slots.ts";

/* ---- the vocabulary ------------------------------------------------------ */

/** How an application is called. */
export type ConventionName = "start_response" | "triple" | "asgi";

export interface Variable<S extends Slot = Slot, C = Model> extends Options {
  readonly is: "variable";
  readonly slot: S;
  readonly codec: C;
}

/** `[host, port]`, the port as a number (ASGI's `client` and `server`). */
export interface Address<H extends Slot = Slot, C = AnyCodec> extends Options {
  readonly is: "address";
  readonly host: H;
  readonly port: Slot;
  readonly codec: C;
}

/** A body stream, an error stream or a flag. */
export interface FactVariable<F extends Fact = Fact> extends Options {
  readonly is: "fact";
  readonly fact: F;
}

/** The same value in every environ: `wsgi.version`. */
export interface Constant<T = unknown> extends Options {
  readonly is: "constant";
  readonly value: T;
}

export interface Options {
  /** Who obliges us: the section or the mail, where it is not the slot's own. */
  readonly source?: string;
  /** May be absent from a conforming environ, with the slot's default as its meaning. */
  readonly optional?: true;
  /** Written but not read: a second spelling of a slot that an application need not keep in step. */
  readonly mirror?: true;
  /** `None` means that it is absent. */
  readonly none?: true;
  /** Not the proposal's own: a variable that servers add. */
  readonly extra?: true;
}

export type Entry = Variable | Address | FactVariable | Constant;

export const variable = <const S extends Slot, const C extends Model, const O extends Options = object>(slot: S, codec: C, options?: O) =>
  ({ is: "variable", slot, codec, ...options }) as Variable<S, C> & NoInfer<O>;

export const address = <const H extends Slot, const C extends AnyCodec>(host: H, port: Slot, codec: C, source?: string): Address<H, C> => ({
  is: "address",
  host,
  port,
  codec,
  optional: true,
  none: true,
  ...(source !== undefined && { source }),
});

export const fact = <const F extends Fact>(of: F, source?: string): FactVariable<F> => ({
  is: "fact",
  fact: of,
  ...(source !== undefined && { source }),
});

export const constant = <const T>(value: T, source?: string): Constant<T> => ({
  is: "constant",
  value,
  ...(source !== undefined && { source }),
});

/** Where request headers live: merged into CGI variables (RFC 3875, 4.1.18), or every line apart. */
export type HeaderPlacement =
  | { readonly as: "HTTP_*"; readonly codec: AnyCodec; readonly source?: string }
  | { readonly as: "pairs"; readonly key: string; readonly name: AnyCodec; readonly value: AnyCodec; readonly source?: string };

/** One part of an answer: the types an application may give it in, the first of them the one we hand on. */
export interface Answer<Cs extends readonly [AnyCodec, ...AnyCodec[]] = readonly [AnyCodec, ...AnyCodec[]]> {
  readonly accepts: Cs;
  /** `or`: on a par. `(or)`: the others are tolerated. */
  readonly wording?: "or" | "(or)";
  readonly source?: string;
}

export const only = <const C extends AnyCodec>(codec: C, source?: string): Answer<readonly [C]> => ({
  accepts: [codec],
  ...(source !== undefined && { source }),
});
/** "bytes (or native)" */
export const prefer = <const Cs extends readonly [AnyCodec, AnyCodec, ...AnyCodec[]]>(accepts: Cs, source?: string): Answer<Cs> => ({
  accepts,
  wording: "(or)",
  ...(source !== undefined && { source }),
});
/** "unicode or bytes" */
export const either = <const Cs extends readonly [AnyCodec, AnyCodec, ...AnyCodec[]]>(accepts: Cs, source?: string): Answer<Cs> => ({
  accepts,
  wording: "or",
  ...(source !== undefined && { source }),
});

/** What `write()` is in a proposal. */
export type Write = Answer | { readonly standing: "deprecated"; readonly answer: Answer } | { readonly standing: "removed" };

/** A status that is a number, with no room for a reason phrase. */
export interface StatusCode {
  readonly is: "code";
  readonly source?: string;
}

export interface Profile {
  /** `flat`, or `flat@triple` for another reading of the same proposal. */
  readonly id: string;
  /** As in the proposals table's heading. */
  readonly title: string;
  readonly about: string;
  /** Where the proposal says so: a URL. */
  readonly source: string;
  /** Year and month in which it was first proposed; tables follow this order. */
  readonly since: string;
  /** Set for what came to be used, after the proposals page was written. */
  readonly adopted?: true;
  readonly convention: ConventionName;
  /** Type of the dictionary's keys. */
  readonly keys: StringType;
  readonly environ: { readonly [key: string]: Entry };
  readonly headers: HeaderPlacement;
  readonly response: {
    readonly status: Answer | StatusCode;
    readonly headerName: Answer;
    readonly headerValue: Answer;
    readonly body: Answer;
    readonly write: Write;
  };
}

/**
 * Declares a proposal. The argument is returned as it is, frozen at the top; only its type is narrowed.
 *
 * @throws {StringModelError} BAD_PROFILE when the declaration contradicts itself.
 */
export function defineProfile<const P extends Profile>(profile: P): P {
  checkProfile(profile);
  return Object.freeze(profile);
}

/** The variables of RFC 3875 that every CGI-shaped dialect shares, all in one string model. */
export function cgiVariables<const C extends AnyCodec>(codec: C) {
  return {
    REQUEST_METHOD: variable("method", codec),
    SCRIPT_NAME: variable("scriptName", codec, { optional: true }),
    PATH_INFO: variable("pathInfo", codec, { optional: true }),
    QUERY_STRING: variable("query", codec, { optional: true }),
    SERVER_NAME: variable("serverName", codec),
    SERVER_PORT: variable("serverPort", codec),
    SERVER_PROTOCOL: variable("protocol", codec),
    REMOTE_ADDR: variable("remoteAddr", codec),
    REMOTE_PORT: variable("remotePort", codec, { extra: true }),
    REQUEST_URI: variable("target", codec, { extra: true, source: "mod_wsgi, uWSGI, waitress: the request target as received" }),
  } as const;
}

/** The variables of PEP 333 that are no strings, under the given prefix. */
export function gatewayVariables<const X extends string>(prefix: X) {
  return {
    [`${prefix}.input`]: fact("input"),
    [`${prefix}.errors`]: fact("errors"),
    [`${prefix}.multithread`]: fact("multithread"),
    [`${prefix}.multiprocess`]: fact("multiprocess"),
    [`${prefix}.run_once`]: fact("runOnce"),
  } as {
    readonly [K in `${X}.input`]: FactVariable<"input">;
  } & { readonly [K in `${X}.errors`]: FactVariable<"errors"> } & {
    readonly [K in `${X}.multithread`]: FactVariable<"multithread">;
  } & { readonly [K in `${X}.multiprocess`]: FactVariable<"multiprocess"> } & {
    readonly [K in `${X}.run_once`]: FactVariable<"runOnce">;
  };
}

/* ---- types read off a declaration ---------------------------------------- */

type Show<T> = { [K in keyof T]: T[K] } & {};
export type Decoded<C> = C extends Codec<infer Out, infer _> ? Out : C extends Choice<infer Out, infer _> ? Out : never;
export type Encodable<C> = C extends Codec<infer _, infer In> ? In : never;

type EntryValue<E> =
  E extends Variable<infer _, infer C>
    ? Decoded<C>
    : E extends Address<infer _, infer C>
      ? readonly [host: Decoded<C>, port: number]
      : E extends FactVariable<infer F>
        ? FactValue<F>
        : E extends Constant<infer T>
          ? T
          : never;

/** Only what a gateway may not have seen is missing from an environ of ours; `optional` is about environs of others. */
type IsOptional<E> = E extends Variable<infer S, infer _> | Address<infer S, infer _> ? (S extends OptionalSlot ? true : false) : false;

type ChoiceKeys<E> =
  E extends Variable<infer _, infer C>
    ? C extends { recordedIn: infer K extends string; among: readonly { name: string }[] }
      ? K
      : never
    : never;

type HeaderEntries<H extends HeaderPlacement> = H extends { as: "HTTP_*" }
  ? { [K in `HTTP_${string}` | "CONTENT_TYPE" | "CONTENT_LENGTH"]?: Decoded<H["codec"]> }
  : H extends { as: "pairs"; key: infer K extends string }
    ? { [_ in K]: readonly (readonly [name: Decoded<H["name"]>, value: Decoded<H["value"]>])[] }
    : never;

/** The variables of a profile, by key. Optional ones may be undefined. */
export type Entries<P extends Profile> = Show<
  { -readonly [K in keyof P["environ"] as IsOptional<P["environ"][K]> extends true ? never : K]: EntryValue<P["environ"][K]> } & {
    -readonly [K in keyof P["environ"] as IsOptional<P["environ"][K]> extends true ? K : never]?: EntryValue<P["environ"][K]>;
  } & { [K in ChoiceKeys<P["environ"][keyof P["environ"]]>]: string } & HeaderEntries<P["headers"]>
>;

/** Names that an application or a middleware may add: with a dot, as PEP 333 has it ("a prefix unique to the definer"). */
export interface OtherEntries {
  [key: `${string}.${string}`]: unknown;
}

/** What an application written to `P` is handed: the variables of its model, and whatever others have added. */
export type Environ<P extends Profile> = P["keys"] extends "bytes" ? BytesDict<Entries<P>> : Entries<P> & OtherEntries;

type AnswerValue<A> = A extends Answer<infer Cs> ? Encodable<Cs[number]> : never;
export type Status<P extends Profile> = P["response"]["status"] extends StatusCode ? number : AnswerValue<P["response"]["status"]>;
export type Headers<P extends Profile> = readonly (readonly [
  name: AnswerValue<P["response"]["headerName"]>,
  value: AnswerValue<P["response"]["headerValue"]>,
])[];
export type Chunk<P extends Profile> = AnswerValue<P["response"]["body"]>;
