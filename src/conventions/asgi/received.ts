/** The body of an ASGI request, as the hub has it: messages are received when somebody wants the next chunk. */
import { typeName } from "../../codec.ts";
import { StringModelError } from "../../errors.ts";
import type { Gone } from "../../exchange.ts";
import type { Receive } from "./expose.ts";

type Message = Awaited<ReturnType<Receive>>;

export class Received implements AsyncIterable<Uint8Array>, Gone {
  readonly #receive: Receive;
  readonly #profile: string;
  /** Asked for by whoever reads or watches for the client to leave, and not yet looked at by whoever reads. */
  #held: Promise<Message> | undefined;
  /** The last of the body, come while somebody watched. */
  #kept: Message | undefined;
  #complete = false;
  #gone = false;
  /** Those who watch for the client to leave. */
  #watching: (() => void)[] = [];

  constructor(receive: Receive, profile: string) {
    this.#receive = receive;
    this.#profile = profile;
  }

  /** @throws {StringModelError} DISCONNECTED, BAD_MESSAGE, WRONG_TYPE */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    while (!this.#complete) {
      const chunk = this.#chunk(await this.#next());
      if (this.#complete && this.#watching.length > 0) this.#watch();
      if (chunk.length > 0) yield chunk;
    }
  }

  /** The client was seen to leave. */
  get gone(): boolean {
    return this.#gone;
  }

  async #next(): Promise<Message> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept) return kept;
    this.#held ??= this.#receive();
    const held = this.#held;
    const message = await held;
    // The watcher may have kept it in the meantime.
    if (this.#kept === message) this.#kept = undefined;
    else if (this.#held === held) this.#held = undefined;
    if (message.type === "http.disconnect") this.#tellGone();
    return message;
  }

  /**
   * Calls back once when the client goes away, or the response has ended. That comes after the request body: what is
   * left of that is kept for whoever reads it.
   */
  whenGone(call: () => void): void {
    if (this.#gone) {
      call();
      return;
    }
    this.#watching.push(call);
    if (this.#watching.length === 1) this.#watch();
  }

  #watch(): void {
    const held = this.#held ?? this.#receive();
    this.#held = held;
    held.then(
      (message) => {
        if (message.type === "http.disconnect") this.#tellGone();
        else if (message.more_body !== true && this.#held === held) {
          // The last of a body that is not read, or read no further than its length: what follows is the disconnect.
          this.#kept = message;
          this.#held = undefined;
          this.#watch();
        }
      },
      // Whoever reads the body, or sends, meets the same failure.
      () => this.#tellGone(),
    );
  }

  #tellGone(): void {
    this.#gone = true;
    for (const tell of this.#watching.splice(0)) tell();
  }

  #chunk({ type, body = new Uint8Array(0), more_body: more = false }: Message): Uint8Array {
    const place = { profile: this.#profile, key: type };
    if (type === "http.disconnect") throw new StringModelError("DISCONNECTED", "before the request body was complete", place);
    if (type !== "http.request") throw new StringModelError("BAD_MESSAGE", "is no message of an http request", place);
    if (!(body instanceof Uint8Array)) throw new StringModelError("WRONG_TYPE", `body is ${typeName(body)}, not bytes`, place);
    this.#complete = !more;
    return body;
  }
}
