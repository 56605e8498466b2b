/** Applications that send what they read while they read it, and what Python's file objects would give them. */
import * as fc from "fast-check";
import { writeChunk, writeHeaders, writeStatus } from "../../../src/answer.ts";
import { get } from "../../../src/environ.ts";
import type { InputStream } from "../../../src/input.ts";
import type { Profile } from "../../../src/profile.ts";
import { byteString } from "../../../src/wire.ts";

/** One call of `wsgi.input`, or one message; `size` where there is one. */
export interface Read {
  readonly do: "read" | "readline" | "readlines" | "iterate";
  readonly size?: number | undefined;
}

export const arbitraryReads: fc.Arbitrary<Read[]> = fc.array(
  fc.record({
    do: fc.constantFrom("read" as const, "readline" as const, "readlines" as const, "iterate" as const),
    size: fc.option(fc.integer({ min: -1, max: 9 }), { nil: undefined }),
  }),
  { maxLength: 8 },
);

type File = Pick<InputStream, "read" | "readline" | "readlines">;

/** What the reads of an application come to, one after the other. Whatever is left is read last. */
export function* readAll(file: File & Iterable<Uint8Array>, reads: readonly Read[]): Generator<Uint8Array> {
  for (const { do: name, size } of reads) {
    if (name === "readlines") yield* file.readlines(size);
    else if (name === "iterate") yield* firstOf(file, size ?? 1);
    else yield file[name](size);
  }
  yield file.read();
}

/** Some lines of it; then the loop is left. */
function* firstOf(lines: Iterable<Uint8Array>, count: number): Generator<Uint8Array> {
  let left = count;
  for (const line of lines) {
    yield line;
    left--;
    if (left <= 0) return;
  }
}

/** Python's `io.BytesIO`. */
export function fileOf(whole: Uint8Array): File & Iterable<Uint8Array> {
  let at = 0;
  const take = (end: number) => {
    const part = whole.subarray(at, Math.min(end, whole.length));
    at += part.length;
    return part;
  };
  const limit = (size: number | undefined) => (size === undefined || size < 0 ? whole.length : at + size);
  const endOfLine = () => whole.indexOf(10, at) + 1 || whole.length;
  const readline = (size?: number) => take(Math.min(endOfLine(), limit(size)));
  const readlines = (hint = 0) => {
    const lines: Uint8Array[] = [];
    for (let read = 0; at < whole.length && (hint <= 0 || read < hint); read += lines.at(-1)!.length) lines.push(readline());
    return lines;
  };
  return {
    read: (size) => take(limit(size)),
    readline,
    readlines,
    *[Symbol.iterator]() {
      while (at < whole.length) yield readline();
    },
  };
}

/** How an application waits for its body. */
export type Waiting = "at once" | "chunks()";

// biome-ignore lint/suspicious/noExplicitAny: an application of whichever profile is drawn.
type Any = any;

/** An application whose body is what its reads come to, each a chunk; `seen` gets them as they are read. */
export function echo(profile: Profile, reads: readonly Read[], waiting: Waiting, seen: Uint8Array[]): Any {
  const status = writeStatus(profile, { status: 200, reason: byteString("OK") });
  const headers = writeHeaders(profile, []);
  const note = (wire: Uint8Array): unknown => {
    seen.push(wire);
    return writeChunk(profile, wire);
  };
  if (profile.convention === "asgi") return messages(status, headers, note);
  const [key] = Object.entries(profile.environ).find(([, entry]) => entry.is === "fact" && entry.fact === "input")!;
  const body = (input: InputStream) => (waiting === "at once" ? echoAtOnce(input, reads, note) : echoLater(input, note));
  return (environ: unknown, startResponse: Any) => {
    const chunks = body(get(environ, key) as InputStream);
    if (profile.convention === "triple") return [status, headers, chunks];
    startResponse(status, headers);
    return chunks;
  };
}

function* echoAtOnce(input: InputStream, reads: readonly Read[], note: (wire: Uint8Array) => unknown): Generator<unknown> {
  for (const wire of readAll(input, reads)) yield note(wire);
}

async function* echoLater(input: InputStream, note: (wire: Uint8Array) => unknown): AsyncGenerator<unknown> {
  for await (const wire of input.chunks()) yield note(wire);
}

const messages =
  (status: unknown, headers: unknown, note: (wire: Uint8Array) => unknown): Any =>
  async (_scope: unknown, receive: () => Promise<Any>, send: (message: unknown) => Promise<void>) => {
    await send({ type: "http.response.start", status, headers });
    for (let more = true; more; ) {
      const message = await receive();
      more = message.more_body ?? false;
      await send({ type: "http.response.body", body: note(message.body ?? new Uint8Array(0)), more_body: more });
    }
  };
