/** The request that an environ describes, each field read when it is first asked for. */
import { get, readEnviron } from "../environ.ts";
import type { Body, Gone, RawHeader, RawRequest, ServerFacts } from "../exchange.ts";
import { BodyInput } from "../input.ts";
import type { Environ, Profile } from "../profile.ts";
import { bodyIn, type Draft, fieldOf, mountIn, restIn, schemeOf, sentPathIn, serverNameOf, serverOf, serverPortOf } from "../slots.ts";
import { type ByteString, empty } from "../wire.ts";
import { contentLengthIn, odd } from "./content-length.ts";
import { EnvironDraft, type Reading } from "./draft.ts";

/** The fields that a server or an adapter puts others in place of. */
export type Amendments = { readonly [K in "body" | "extra" | "gone" | "server"]?: RawRequest[K] } & {
  /** One variable more, unless the request has it. */
  readonly also?: readonly [key: ByteString, value: unknown];
};

const none: Amendments = {};

/**
 * Its fields are getters of the class, so `{ ...request }` copies none of them; `amended` makes one with other fields.
 */
export class EnvironRequest implements RawRequest {
  readonly environ: unknown;
  readonly amendments: Amendments;
  readonly #reading: Reading;
  #draft: Draft | undefined;
  #scriptName: ByteString | undefined;
  #pathInfo: ByteString | undefined;
  /** Null where there is none. */
  #rawPath: ByteString | null | undefined;
  #body: Body | undefined;
  #server: ServerFacts | undefined;

  constructor(reading: Reading, environ: unknown, amendments: Amendments = none, draft?: Draft) {
    this.environ = environ;
    this.amendments = amendments;
    this.#reading = reading;
    this.#draft = draft;
  }

  get profile(): Profile {
    return this.#reading.profile;
  }

  amended(amendments: Amendments): EnvironRequest {
    const all = this.amendments === none ? amendments : { ...this.amendments, ...amendments };
    return new EnvironRequest(this.#reading, this.environ, all, this.#draft);
  }

  /** The same request, read at once. @throws {StringModelError} as `readEnviron` does. */
  whole(): RawRequest {
    const whole = readEnviron(this.profile, this.environ as Environ<Profile>);
    const { also, ...fields } = this.amendments;
    const amended = { ...whole, ...fields };
    return also === undefined ? amended : { ...amended, extra: withVariable(amended.extra, also) };
  }

  get #parts(): Draft {
    this.#draft ??= new EnvironDraft(this.#reading, this.environ) as Draft;
    return this.#draft;
  }

  // Whoever made this has seen that the two required ones are there.
  get method(): ByteString {
    return this.#parts.method as ByteString;
  }
  get protocol(): ByteString {
    return this.#parts.protocol as ByteString;
  }
  get target(): ByteString | undefined {
    return this.#parts.target;
  }
  get scriptName(): ByteString {
    this.#scriptName ??= mountIn(this.#parts) ?? empty;
    return this.#scriptName;
  }
  get pathInfo(): ByteString {
    this.#pathInfo ??= restIn(this.#parts, this.scriptName) ?? empty;
    return this.#pathInfo;
  }
  get rawPath(): ByteString | undefined {
    if (this.#rawPath === undefined) this.#rawPath = sentPathIn(this.#parts, this.scriptName, this.pathInfo) ?? null;
    return this.#rawPath ?? undefined;
  }
  get query(): ByteString {
    return this.#parts.query ?? empty;
  }
  get scheme(): ByteString {
    return schemeOf(this.#parts);
  }
  get serverName(): ByteString {
    return serverNameOf(this.#parts);
  }
  get serverPort(): ByteString {
    return serverPortOf(this.#parts);
  }
  get remoteAddr(): ByteString | undefined {
    return this.#parts.remoteAddr;
  }
  get remotePort(): ByteString | undefined {
    return this.#parts.remotePort;
  }
  get headers(): readonly RawHeader[] {
    return this.#parts.headers ?? [];
  }
  get body(): Body {
    this.#body ??= this.amendments.body ?? this.#bodyThere();
    return this.#body;
  }
  get server(): ServerFacts {
    this.#server ??= this.amendments.server ?? serverOf(this.#parts);
    return this.#server;
  }
  get variables(): ReadonlyMap<ByteString, ByteString> | undefined {
    return this.#parts.variables;
  }
  get extra(): ReadonlyMap<ByteString, unknown> | undefined {
    const { also } = this.amendments;
    const extra = "extra" in this.amendments ? this.amendments.extra : this.#parts.extra;
    return also === undefined ? extra : withVariable(extra, also);
  }

  get gone(): Gone | undefined {
    return this.amendments.gone;
  }

  /** What Content-Length says, without a look at the other headers. */
  get contentLength(): ByteString | undefined {
    const found = contentLengthIn(this.profile, this.environ);
    return found === odd ? fieldOf(this.headers, "content-length") : found;
  }

  #bodyThere(): Body {
    const { keys } = this.#reading;
    const key = keys.get("input");
    const value = key === undefined ? undefined : get(this.environ, key);
    // The usual one; the rest is the draft's to read.
    return value instanceof BodyInput ? value.body : (bodyIn(this.#parts) ?? []);
  }
}

const withVariable = (extra: RawRequest["extra"], [key, value]: readonly [ByteString, unknown]): RawRequest["extra"] =>
  extra?.has(key) ? extra : new Map(extra).set(key, value);
