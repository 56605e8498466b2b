/** Bytes to a server as they are, and what comes back of an application that answers with what it was handed. */
import { exchangeRaw } from "../../front-ends/raw.ts";

/** A value as apps/dump.py notes it: `{"str": "..."}`. */
export type Noted = { readonly [type: string]: unknown };

export interface Handed {
  /** By variable. */
  readonly handed: Readonly<Record<string, Noted>>;
  /** In hex. */
  readonly body: string;
}

/** What was handed on, or the status of the server's own answer, 0 where that has none; `closed` where there was none, `silent` where nothing came for twenty seconds. */
export type Outcome = Handed | number | "closed" | "silent";

export const isHanded = (outcome: Outcome): outcome is Handed => typeof outcome === "object";

/** `patience` are the milliseconds after which our side is ended, when there is no answer: half a message is none then. */
export const ask = (port: number, wire: Uint8Array, patience?: number): Promise<Outcome> =>
  exchangeRaw<Handed | number>(port, wire, read, 20_000, patience);

/** Undefined while there is more to come. */
function read(text: string): Handed | number | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(text)?.[1] ?? 0);
  if (status >= 100 && status < 200) return read(text.slice(end + 4));
  if (status !== 200) return status;
  const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  const body = text.slice(end + 4, end + 4 + length);
  if (!"{".startsWith(body.slice(0, 1)) || length === 0) return status;
  return body.length < length ? undefined : (JSON.parse(body) as Handed);
}
