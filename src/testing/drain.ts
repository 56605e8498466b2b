/** Reading a body as a client does: to its end, or leaving before. */
import type { Body } from "../exchange.ts";

/**
 * Takes up to `most` chunks into `into`, then leaves as a server does when its client has gone: by `return()`, even when
 * nothing was taken. A body that was read to its end, or that threw, is not left.
 */
export async function drain(body: Body, most = Infinity, into: Uint8Array[] = []): Promise<Uint8Array[]> {
  const chunks = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
  for (let taken = 0; taken < most; taken++) {
    const { done, value } = await chunks.next();
    if (done) return into;
    into.push(value);
  }
  await chunks.return?.();
  return into;
}

/** The bytes of all chunks, one after the other. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
