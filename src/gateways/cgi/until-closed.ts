/** A response that ends with its connection. */
import type { RawResponse } from "../../exchange.ts";
import { type ByteString, toBytes } from "../../wire.ts";
import type { Peer } from "../connection.ts";
import type { ResponseWriter } from "../exchange.ts";
import { concat } from "./incoming-head.ts";

/** A first chunk up to this goes out with the head, in one write. */
const small = 65_536;

export class UntilClosed implements ResponseWriter {
  readonly #peer: Pick<Peer, "write" | "drained" | "end" | "destroy">;
  readonly #headOf: (response: RawResponse) => ByteString;
  /** The head, kept back for the first chunk. */
  #held: ByteString | undefined;
  /** There is an answer already. */
  begun = false;

  constructor(peer: Pick<Peer, "write" | "drained" | "end" | "destroy">, headOf: (response: RawResponse) => ByteString) {
    this.#peer = peer;
    this.#headOf = headOf;
  }

  head(response: RawResponse): void {
    this.#held = this.#headOf(response);
    this.begun = true;
  }

  chunk(wire: Uint8Array): boolean {
    if (this.#held === undefined || wire.length > small) {
      this.flush();
      return this.#peer.write(wire);
    }
    const head = toBytes(this.#held);
    this.#held = undefined;
    return this.#peer.write(concat([head, wire], head.length + wire.length));
  }

  flush(): void {
    if (this.#held !== undefined) this.#peer.write(this.#held);
    this.#held = undefined;
  }

  drained(): Promise<void> {
    return this.#peer.drained();
  }

  end(): void {
    this.flush();
    this.#peer.end();
  }

  /** A reset: the end of a connection is the end of a body, and this one has not come to it. */
  abort(): void {
    this.#peer.destroy();
  }
}
