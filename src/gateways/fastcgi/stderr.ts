/** The stream FCGI_STDERR of one request: what its application writes to `wsgi.errors` (FastCGI Specification, 6.2). */
import type { ErrorStream } from "../../exchange.ts";
import type { Output } from "./output.ts";
import { streamRecords, types, writeRecords } from "./record.ts";

const utf8 = new TextEncoder();
/** Characters of a line that is kept for its end. */
const mostHeld = 8192;

/**
 * Text goes out in UTF-8, line by line, since a web server logs each record apart; a lone surrogate becomes U+FFFD.
 *
 * After the request's end the web server has no ear for it, and `later` hears the rest.
 */
export class Stderr implements ErrorStream {
  readonly #output: Output;
  readonly #id: number;
  readonly #later: ErrorStream;
  #held = "";
  #used = false;
  #over = false;

  constructor(output: Output, id: number, later: ErrorStream) {
    this.#output = output;
    this.#id = id;
    this.#later = later;
  }

  /** Something was sent, so that the stream has to be closed. */
  get used(): boolean {
    return this.#used;
  }

  write(text: string): void {
    if (this.#over) {
      this.#later.write(text);
      return;
    }
    this.#held += text;
    if (this.#held.length > mostHeld) this.flush();
    else this.#send(this.#held.lastIndexOf("\n") + 1);
  }

  writelines(lines: Iterable<string>): void {
    for (const line of lines) this.write(line);
  }

  flush(): void {
    if (this.#over) this.#later.flush();
    else this.#send(this.#held.length);
  }

  /** No more is sent. What is held goes out first. */
  end(): void {
    if (this.#over) return;
    this.flush();
    this.#over = true;
  }

  /** The web server is gone: what is held goes to `later`. */
  lose(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#held !== "") this.#later.write(this.#held);
  }

  #send(length: number): void {
    if (length === 0) return;
    const wire = utf8.encode(this.#held.slice(0, length));
    this.#held = this.#held.slice(length);
    this.#used = true;
    this.#output.write(writeRecords(streamRecords(types.stderr, this.#id, [wire])));
  }
}
