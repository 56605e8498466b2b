/** An application's status, headers and body chunks to wire bytes, and back. The other walker of declarations. */
import { type AnyCodec, decodeWith, encodeWith, typeName } from "./codec.ts";
import { inPlace, StringModelError } from "./errors.ts";
import type { RawHeader, RawResponse } from "./exchange.ts";
import type { Answer, Chunk, Headers, Profile, Status } from "./profile.ts";
import { reasonPhrase } from "./reason-phrases.ts";
import type { ByteString } from "./wire.ts";

/* ---- model to hub ---------------------------------------------------------- */

/**
 * The status line's number and reason phrase.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE; BAD_STATUS when it is not `999 Reason` (PEP 3333, The
 *   start_response() Callable) with a number from 100; HEAD_INJECTION, with the offset of the control character.
 */
export function readStatus<P extends Profile>(profile: P, value: Status<P>): Pick<RawResponse, "status" | "reason"> {
  const place = { profile: profile.id, key: "status" };
  const { status: answer } = profile.response;
  if (!("accepts" in answer)) {
    if (!Number.isInteger(value)) throw new StringModelError("WRONG_TYPE", `is ${typeName(value)}, not an integer`, place);
    if ((value as number) < 100 || (value as number) > 999) throw new StringModelError("BAD_STATUS", "is not from 100 to 999", place);
    return { status: value as number };
  }
  const wire = inPlace(place, () => encode(answer, value));
  if (!/^[1-9]\d\d /.test(wire)) throw new StringModelError("BAD_STATUS", "is not three digits, a space and a reason phrase", place);
  refuseControls(wire, /[\0-\x1f\x7f]/, place);
  return { status: Number(wire.slice(0, 3)), reason: wire.slice(4) as ByteString };
}

/**
 * Header lines, in order, repeats kept.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE; BAD_HEADER when a name is no token (RFC 9110, 5.1);
 *   HEAD_INJECTION when a value holds CR, LF, NUL or another control character but TAB (RFC 9110, 5.5). The key names the line.
 */
export function readHeaders<P extends Profile>(profile: P, headers: Headers<P>): RawHeader[] {
  const { headerName, headerValue } = profile.response;
  if (!Array.isArray(headers))
    throw new StringModelError("WRONG_TYPE", `is ${typeName(headers)}, not a list`, { profile: profile.id, key: "headers" });
  return headers.map((pair: unknown, i) => {
    const place = { profile: profile.id, key: `headers[${i}]` };
    if (!Array.isArray(pair) || pair.length !== 2) throw new StringModelError("WRONG_TYPE", "is not a pair of name and value", place);
    const name = inPlace(place, () => encode(headerName, pair[0]));
    refuseControls(name, /[\0-\x1f\x7f]/, place);
    if (!token.test(name)) throw new StringModelError("BAD_HEADER", "the name is not a token", place);
    const value = inPlace({ ...place, key: `${place.key} ${name}` }, () => encode(headerValue, pair[1]));
    refuseControls(value, /[\0-\x08\x0a-\x1f\x7f]/, { ...place, key: `${place.key} ${name}` });
    return [name, value];
  });
}

/** One chunk of the body, or of what `write()` is given; `key` names it in a refusal. @throws {StringModelError} WRONG_TYPE, UNENCODABLE */
export function readChunk<P extends Profile>(profile: P, chunk: Chunk<P>, key = "body"): Uint8Array {
  return inPlace({ profile: profile.id, key }, () => codecFor(profile.response.body, chunk).encodeBytes(chunk));
}

/**
 * One value of an answer as wire bytes, with no look at what HTTP allows there.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE
 */
export function encodeAnswer(profile: Profile, part: "status" | "headerName" | "headerValue" | "body", value: unknown): ByteString {
  const answer = profile.response[part];
  if (!("accepts" in answer)) throw new StringModelError("WRONG_TYPE", "is a number in this model", { profile: profile.id, key: part });
  return inPlace({ profile: profile.id, key: part }, () => encode(answer, value));
}

/* ---- hub to model ---------------------------------------------------------- */

/**
 * The status as an application of this model would give it: a line, or a number.
 *
 * A response without a reason phrase (ASGI has none) gets the registered one, since WSGI demands a phrase.
 *
 * @throws {StringModelError} UNDECODABLE
 */
export function writeStatus<P extends Profile>(profile: P, { status, reason }: Pick<RawResponse, "status" | "reason">): Status<P> {
  const { status: answer } = profile.response;
  if (!("accepts" in answer)) return status as Status<P>;
  const line = `${status} ${reason ?? reasonPhrase(status)}` as ByteString;
  return inPlace({ profile: profile.id, key: "status" }, () => decodeWith(answer.accepts[0], line) as Status<P>);
}

/** Header lines in the first of the types that the model accepts. @throws {StringModelError} UNDECODABLE */
export function writeHeaders<P extends Profile>(profile: P, headers: readonly RawHeader[]): Headers<P> {
  const name = profile.response.headerName.accepts[0];
  const value = profile.response.headerValue.accepts[0];
  return headers.map(([n, v], i) =>
    inPlace({ profile: profile.id, key: `headers[${i}]` }, () => [decodeWith(name, n), decodeWith(value, v)]),
  ) as unknown as Headers<P>;
}

/** A body chunk in the first of the types that the model accepts. */
export function writeChunk<P extends Profile>(profile: P, chunk: Uint8Array): Chunk<P> {
  return profile.response.body.accepts[0].decode(chunk) as Chunk<P>;
}

/* ---- helpers ---------------------------------------------------------------- */

/** tchar, one or more (RFC 9110, 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const encode = (answer: Answer, value: unknown): ByteString => encodeWith(codecFor(answer, value), value);

/** The codec for this value among those the model accepts: bytes for bytes, a str codec for a str. */
function codecFor({ accepts }: Answer, value: unknown): AnyCodec {
  const wanted = value instanceof Uint8Array ? "bytes" : "str";
  return accepts.find(({ python }) => python.type === wanted) ?? accepts[0];
}

function refuseControls(wire: ByteString, controls: RegExp, place: { profile: string; key: string }): void {
  const offset = wire.search(controls);
  if (offset < 0) return;
  const code = wire.charCodeAt(offset).toString(16).padStart(2, "0");
  throw new StringModelError("HEAD_INJECTION", `holds the control character 0x${code}`, { ...place, offset });
}
