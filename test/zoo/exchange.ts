/** One request that an application of the zoo is asked, as the bytes that are sent. */

export interface Exchange {
  /** What is special about it; the only one of this name. */
  readonly name: string;
  readonly method: string;
  /** As it is sent after the mount, one code unit a byte. */
  readonly target: string;
  /** After Host, one code unit a byte; Content-Length and Transfer-Encoding are the body's. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | undefined;
  /** The body is sent in chunks of so many bytes, without a length. */
  readonly chunked?: number | undefined;
}

/** Of the contract, for `without`: the first segment of the path; empty for the root. */
export const routeOf = ({ target }: Exchange): string => /^[/]?([^/?]*)/.exec(target)![1]!;

/** Text as the bytes of its UTF-8, one code unit a byte. */
export const bytesOf = (text: string): string => Buffer.from(text).toString("latin1");

type More = Partial<Omit<Exchange, "name" | "target">>;

export const get = (name: string, target: string, more: More = {}): Exchange => ({ name, method: "GET", target, headers: [], ...more });

/** `text` has one code unit a byte. */
export const post = (name: string, target: string, type: string, text: string, more: More = {}): Exchange =>
  get(name, target, {
    method: "POST",
    ...more,
    headers: [["Content-Type", type], ...(more.headers ?? [])],
    body: Buffer.from(text, "latin1"),
  });
