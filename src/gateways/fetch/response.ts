/** The hub's response as a Response of the Fetch Standard, its body a stream that is pulled. */
import { StringModelError } from "../../errors.ts";
import type { RawResponse } from "../../exchange.ts";
import { concat } from "../cgi/incoming-head.ts";
import type { ResponseWriter } from "../exchange.ts";
import { isHopByHop } from "../response-head.ts";
import { type HeaderValues, spellings } from "./header-values.ts";

/** A null body status of the Fetch Standard that HTTP's framing has a body for. */
const resetContent = 205;
/** Bytes that are collected before the Response is handed over with a stream. */
const enough = 65_536;

export class FetchResponse implements ResponseWriter {
  readonly #values: HeaderValues;
  readonly #answer: (response: Response) => void;
  readonly #cancelled: () => void;
  #init: ResponseInit = {};
  /** None of it is sent. */
  #bodiless = false;
  #held: Uint8Array[] = [];
  #length = 0;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Somebody waits for a chunk. */
  #pulled = false;
  #drained: (() => void) | undefined;

  /** `answer` is called once, `cancelled` when nobody reads the stream any more. */
  constructor(values: HeaderValues, answer: (response: Response) => void, cancelled: () => void) {
    this.#values = values;
    this.#answer = answer;
    this.#cancelled = cancelled;
  }

  /** @throws {StringModelError} BAD_STATUS, UNDECODABLE */
  head({ status, reason, headers }: RawResponse, _length: number, bodiless: boolean): void {
    // RangeError otherwise (Fetch Standard, Response: initialize a response).
    if (status > 599) throw new StringModelError("BAD_STATUS", "is not from 200 to 599", { key: "status" });
    const { write } = spellings[this.#values];
    const lines = new Headers();
    for (const line of headers) if (!isHopByHop(line)) lines.append(line[0], write(line[1]));
    this.#init = { status, headers: lines, ...(reason !== undefined && { statusText: write(reason) }) };
    this.#bodiless = bodiless || status === resetContent;
  }

  chunk(wire: Uint8Array): boolean {
    if (this.#bodiless) return true;
    if (this.#controller === undefined) {
      this.#held.push(wire);
      this.#length += wire.length;
      if (this.#length < enough) return true;
      this.flush();
      return false;
    }
    // Before the chunk, since giving it may ask for the next one.
    this.#pulled = false;
    this.#controller.enqueue(wire);
    return this.#pulled;
  }

  /** The Response is handed over; what follows goes into its stream. */
  flush(): void {
    if (this.#bodiless || this.#controller !== undefined) return;
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#pulled = true;
          this.#drained?.();
        },
        cancel: this.#cancelled,
      },
      { highWaterMark: 0 },
    );
    for (const chunk of this.#held) this.#controller!.enqueue(chunk);
    this.#held = [];
    this.#answer(new Response(stream, this.#init));
  }

  drained(): Promise<void> {
    if (this.#pulled) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  end(): void {
    if (this.#controller !== undefined) this.#controller.close();
    else if (this.#bodiless) this.#answer(new Response(null, this.#init));
    // All at hand: the runtime then knows its length.
    else this.#answer(new Response(concat(this.#held, this.#length), this.#init));
  }

  abort(): void {
    this.flush();
    // The runtime breaks the connection off; of why, the client is not told.
    this.#controller?.error(new StringModelError("BODY_TOO_SHORT", "the response broke off", { key: "body" }));
  }
}
