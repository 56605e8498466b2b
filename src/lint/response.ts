/** One response under lint: where in its order of calls it is, what its head says, and how many bytes have come. */
import { readChunk } from "../answer.ts";
import type { Order, Refused } from "../conventions/order.ts";
import type { Profile } from "../profile.ts";
import type { Requested } from "./environ.ts";
import { checked, isLintCode, type Note } from "./finding.ts";
import { bodiless, checkHead, type Head } from "./head.ts";

/** The bytes of a body, counted against its head. */
export class Content {
  readonly #method: string;
  readonly #note: Note;
  #head: Head | undefined;
  #total = 0;

  constructor(method: string, note: Note) {
    this.#method = method;
    this.#note = note;
  }

  /** A head; a later one replaces it. */
  begin(head: Head | undefined): void {
    this.#head = head;
  }

  add(size: number): void {
    const [before, now] = [this.#total, this.#total + size];
    this.#total = now;
    if (this.#head === undefined || size === 0) return;
    const { status, hasType, length } = this.#head;
    if (before === 0 && bodiless(status)) this.#note("FORBIDDEN_BODY", `a ${status} with a body`, { key: "body" });
    else if (before === 0 && !hasType && status !== 200) this.#note("NO_CONTENT_TYPE", "a body without a Content-Type", { key: "headers" });
    if (length !== undefined && before <= length && now > length)
      this.#note("BODY_TOO_LONG", `goes on after the ${length} bytes of Content-Length`, { key: "body" });
  }

  end(): void {
    if (this.#head?.length === undefined || bodiless(this.#head.status)) return;
    // The answer to HEAD may have the length of the answer to GET (RFC 9110, 9.3.2).
    if (this.#method !== "HEAD" && this.#total < this.#head.length)
      this.#note("BODY_TOO_SHORT", `ends ${this.#head.length - this.#total} bytes before Content-Length`, { key: "body" });
  }
}

export class ResponseWatch<S extends string, C extends string> {
  readonly #order: Order<S, C>;
  readonly #profile: Profile;
  readonly #note: Note;
  readonly content: Content;
  state: S;
  /** True when the response is over, `close()` included. */
  ended = false;
  /** What Content-Length says of the request. */
  readonly length: number | undefined;

  constructor(order: Order<S, C>, profile: Profile, requested: Requested, note: Note) {
    this.#order = order;
    this.#profile = profile;
    this.#note = note;
    this.state = order.first;
    this.length = requested.length;
    this.content = new Content(requested.method, note);
  }

  /** The application does something that the order may refuse; then nothing has happened. */
  move(call: C, detail = this.#order.states[this.state]): void {
    const next: S | Refused = this.#order.moves[this.state][call];
    if (typeof next === "string") this.state = next;
    // DISCONNECTED is no rule: nobody need notice that the client has gone (ASGI, Disconnected Client).
    else if (isLintCode(next.refused)) this.#note(next.refused, detail, { key: call, source: next.source });
  }

  start(status: unknown, headers: unknown): void {
    this.content.begin(checkHead(this.#profile, status, headers, this.#note));
  }
}

/** The size of a chunk of the body; undefined where it has no bytes. */
export function sizeOf(profile: Profile, chunk: unknown, note: Note, key = "body"): number | undefined {
  return checked(note, profile.response.body.source, () => readChunk(profile, chunk as never, key))?.length;
}
