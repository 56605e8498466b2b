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
  #complete = false;
  #onGone: (() => void) | undefined;

  constructor(receive: Receive, profile: string) {
    this.#receive = receive;
    this.#profile = profile;
  }

  /** @throws {StringModelError} DISCONNECTED, BAD_MESSAGE, WRONG_TYPE */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    while (!this.#complete) {
      const message = await (this.#held ?? this.#receive());
      this.#held = undefined;
      const chunk = this.#chunk(message);
      if (chunk.length > 0) yield chunk;
    }
    if (this.#onGone) this.#watch();
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
      ({ type }) => {
        if (type === "http.disconnect") this.#onGone?.();
      },
      // Whoever reads the body, or sends, meets the same failure.
      () => this.#onGone?.(),
    );
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
