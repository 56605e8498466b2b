/** The body of an ASGI request, as the hub has it: messages are received when somebody wants the next chunk. */
import { typeName } from "../../codec.ts";
import { StringModelError } from "../../errors.ts";
import type { Receive } from "./expose.ts";

type Message = Awaited<ReturnType<Receive>>;

export class Received implements AsyncIterable<Uint8Array> {
  readonly #receive: Receive;
  readonly #profile: string;
  /** Asked for by whoever watches for the client to leave, and not yet looked at by whoever reads. */
  #held: Promise<Message> | undefined;
  /** The last of the body, come while somebody watched. */
  #kept: Message | undefined;
  #complete = false;
  #onGone: (() => void) | undefined;

  constructor(receive: Receive, profile: string) {
    this.#receive = receive;
    this.#profile = profile;
  }

  /** @throws {StringModelError} DISCONNECTED, BAD_MESSAGE, WRONG_TYPE */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    while (!this.#complete) {
      const message = await this.#next();
      const chunk = this.#chunk(message);
      if (chunk.length > 0) yield chunk;
    }
    if (this.#onGone) this.#watch();
  }

  async #next(): Promise<Message> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept) return kept;
    const message = await (this.#held ?? this.#receive());
    // The watcher may have kept it in the meantime.
    if (this.#kept === message) this.#kept = undefined;
    else this.#held = undefined;
    return message;
  }

  /**
   * Calls back once when the client goes away while the response is sent. That comes after the request body: what is
   * left of that is kept for whoever reads it.
   */
  whenGone(call: () => void): void {
    this.#onGone = call;
    this.#watch();
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
    const tell = this.#onGone;
    this.#onGone = undefined;
    tell?.();
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
