/** The stream FCGI_STDIN of one request, as its body (FastCGI Specification, 6.2). */
import { StringModelError } from "../../errors.ts";
import type { Body } from "../../exchange.ts";
import { type Flow, IncomingBody } from "../incoming-body.ts";

/**
 * What comes is kept until somebody asks for the body, which is a list where all of it has come by then.
 *
 * The body is as long as CONTENT_LENGTH says: more is cut, and less is a client that has gone away. Without it, the end of the
 * stream is the end of the body.
 */
export class Stdin {
  /** Bytes that are still to come; Infinity where only the end of the stream will tell. */
  #left: number;
  readonly #sized: boolean;
  /** Bytes that may come where nothing says how many will. */
  readonly #most: number;
  #early: Uint8Array[] = [];
  #came = 0;
  #over: "open" | "whole" | "short" = "open";
  #body: IncomingBody | undefined;

  /** @throws {StringModelError} TOO_LARGE */
  constructor(length: number | undefined, most: number | null) {
    this.#most = most ?? Infinity;
    this.#sized = length !== undefined;
    this.#left = length ?? Infinity;
    if (this.#sized) this.#check(this.#left);
    if (this.#left === 0) this.#over = "whole";
  }

  /** It is known whether there is a body. */
  get known(): boolean {
    return this.#sized || this.#came > 0 || this.#over !== "open";
  }

  /** Somebody waits for more of it. */
  get awaited(): boolean {
    return this.#body?.awaited ?? false;
  }

  /** Nothing more is wanted of it. */
  get over(): boolean {
    return this.#over !== "open";
  }

  /** The body, once: a list, or a stream that asks `flow` to hold the web server back. */
  body(flow: Flow): Body {
    if (this.#over === "whole") return this.#early;
    const body = new IncomingBody(flow);
    this.#body = body;
    for (const chunk of this.#early) body.push(chunk);
    this.#early = [];
    if (this.#over === "short") body.fail();
    return body;
  }

  /** @throws {StringModelError} TOO_LARGE, where the stream is longer than a body may be */
  push(chunk: Uint8Array): void {
    if (this.over) return;
    const kept = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    this.#came += kept.length;
    this.#left -= kept.length;
    if (!this.#sized) this.#check(this.#came);
    if (this.#body === undefined) this.#early.push(kept);
    else this.#body.push(kept);
    if (this.#left === 0) this.#end("whole");
  }

  /** The empty record that closes the stream. */
  end(): void {
    this.#end(this.#sized && this.#left > 0 ? "short" : "whole");
  }

  /** No more will come, and it was not all. */
  fail(): void {
    this.#end("short");
  }

  /** The response has ended: who still reads is told. */
  close(): void {
    this.#body?.close();
  }

  #end(how: "whole" | "short"): void {
    if (this.over) return;
    this.#over = how;
    if (how === "whole") this.#body?.end();
    else this.#body?.fail();
  }

  #check(length: number): void {
    if (length > this.#most) throw new StringModelError("TOO_LARGE", `a body of more than ${this.#most} bytes`, { key: "body" });
  }
}
