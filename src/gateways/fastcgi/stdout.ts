/** The stream FCGI_STDOUT of one request: a CGI response, in records (FastCGI Specification, 6.2). */
import type { RawResponse } from "../../exchange.ts";
import { toBytes } from "../../wire.ts";
import { cgiHead } from "../cgi/head.ts";
import type { ResponseWriter } from "../exchange.ts";
import type { Output } from "./output.ts";
import {
  endRequest,
  mostContent,
  type OutgoingRecord,
  protocolStatuses,
  streamRecords,
  types,
  writeHeader,
  writeRecords,
} from "./record.ts";
import type { Stderr } from "./stderr.ts";

/** Bytes that are copied, so that a record goes out in one piece. */
const mostCopied = 16_384;

export class Stdout implements ResponseWriter {
  readonly #output: Output;
  readonly #id: number;
  readonly #stderr: Stderr;
  readonly #broken: () => void;
  /** The head, and what completes the body. */
  #held: Uint8Array[] = [];
  #left = 0;
  #flushed = false;

  /** `broken` is called when the response will never be whole. */
  constructor(output: Output, id: number, stderr: Stderr, broken: () => void) {
    this.#output = output;
    this.#id = id;
    this.#stderr = stderr;
    this.#broken = broken;
  }

  head(response: RawResponse, length: number): void {
    this.#left = length;
    this.#held.push(toBytes(cgiHead(response)));
  }

  chunk(wire: Uint8Array): boolean {
    this.#left -= wire.length;
    if (wire.length > mostCopied) return this.#sendLarge(wire);
    this.#held.push(wire);
    // The end follows at once, and goes out with it.
    if (this.#left === 0 && !this.#flushed) return true;
    return this.#sendHeld();
  }

  flush(): void {
    this.#flushed = true;
    this.#sendHeld();
  }

  drained(): Promise<void> {
    return this.#output.drained();
  }

  end(): void {
    this.#finish([...this.#takeHeld(), { type: types.stdout, id: this.#id, content: [] }], 0);
  }

  /**
   * The web server learns it from the connection, which is reset: nginx, Apache httpd and lighttpd take any FCGI_END_REQUEST for
   * the end of a whole response, whatever it says.
   */
  abort(): void {
    this.#sendHeld();
    this.#stderr.end();
    this.#broken();
  }

  /** Ends the request without the rest of its response, which nobody waits for. */
  cancel(): void {
    this.#finish([], 1);
  }

  #finish(records: OutgoingRecord[], appStatus: number): void {
    this.#stderr.end();
    if (this.#stderr.used) records.push({ type: types.stderr, id: this.#id, content: [] });
    this.#output.write(writeRecords([...records, endRequest(this.#id, appStatus, protocolStatuses.requestComplete)]));
  }

  #takeHeld(): OutgoingRecord[] {
    const content = this.#held;
    this.#held = [];
    return streamRecords(types.stdout, this.#id, content);
  }

  /** False: wait for `drained()`. */
  #sendHeld(): boolean {
    return this.#held.length === 0 || this.#output.write(writeRecords(this.#takeHeld()));
  }

  /** All but what would need padding goes out as it is. */
  #sendLarge(wire: Uint8Array): boolean {
    let room = this.#sendHeld();
    const whole = wire.length - (wire.length % 8);
    for (let at = 0; at < whole; at += mostContent) {
      const end = Math.min(whole, at + mostContent);
      this.#output.write(writeHeader(types.stdout, this.#id, end - at));
      room = this.#output.write(wire.subarray(at, end));
    }
    if (whole < wire.length) this.#held.push(wire.subarray(whole));
    return this.#sendHeld() && room;
  }
}
