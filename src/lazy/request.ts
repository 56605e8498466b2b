/** The request that an environ describes, each field read when it is first asked for. */
import { readEnviron } from "../environ.ts";
import type { Body, RawHeader, RawRequest, ServerFacts } from "../exchange.ts";
import type { Environ, Profile } from "../profile.ts";
import { bodyIn, type Draft, mountIn, restIn, schemeOf, sentPathIn, serverNameOf, serverOf, serverPortOf } from "../slots.ts";
import { type ByteString, empty } from "../wire.ts";
import { EnvironDraft, type Reading } from "./draft.ts";

/** The fields that a server or an adapter puts others in place of. */
export type Amendments = { readonly [K in "body" | "extra"]?: RawRequest[K] };

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
    return new EnvironRequest(this.#reading, this.environ, { ...this.amendments, ...amendments }, this.#parts);
  }

  /** The same request, read at once. @throws {StringModelError} as `readEnviron` does. */
  whole(): RawRequest {
    return { ...readEnviron(this.profile, this.environ as Environ<Profile>), ...this.amendments };
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
    this.#body ??= this.amendments.body ?? bodyIn(this.#parts) ?? [];
    return this.#body;
  }
  get server(): ServerFacts {
    this.#server ??= serverOf(this.#parts);
    return this.#server;
  }
  get variables(): ReadonlyMap<ByteString, ByteString> | undefined {
    return this.#parts.variables;
  }
  get extra(): ReadonlyMap<ByteString, unknown> | undefined {
    return "extra" in this.amendments ? this.amendments.extra : this.#parts.extra;
  }
}
