/** A profile as data: what the Python runtime reads. Nothing in it is code. */
import { type AnyCodec, isChoice, type Model } from "./codec.ts";
import { StringModelError } from "./errors.ts";
import { note } from "./notation.ts";
import type { Answer, Entry, HeaderPlacement, Profile, Write } from "./profile.ts";

export type Declaration = ReturnType<typeof declare>;

/**
 * The declaration as JSON: keys, slots, and for every codec the Python codec and error handler.
 *
 * @throws {StringModelError} BAD_PROFILE when a codec does not say how Python builds its values.
 */
export function declare(profile: Profile) {
  const { status, headerName, headerValue, body, write } = profile.response;
  const accepts = (answer: Answer) => answer.accepts.map((codec) => python(codec));
  return {
    id: profile.id,
    convention: profile.convention,
    keys: profile.keys === "bytes" ? "bytes" : "str",
    environ: Object.entries(profile.environ).map(([key, entry]) => ({ key, ...entryOf(entry) })),
    headers: headersOf(profile.headers),
    response: {
      status: "accepts" in status ? accepts(status) : null,
      headerName: accepts(headerName),
      headerValue: accepts(headerValue),
      body: accepts(body),
      write: writeOf(write, accepts),
    },
  };
}

function writeOf<T>(write: Write, accepts: (answer: Answer) => T): T | null {
  if (!("standing" in write)) return accepts(write);
  return write.standing === "removed" ? null : accepts(write.answer);
}

function entryOf(entry: Entry) {
  switch (entry.is) {
    case "variable":
      return { is: entry.is, slot: entry.slot, codec: model(entry.codec), ...(entry.mirror && { mirror: true }) };
    case "address":
      return { is: entry.is, host: entry.host, port: entry.port, codec: python(entry.codec) };
    case "fact":
      return { is: entry.is, fact: entry.fact };
    case "constant":
      return { is: entry.is, value: note(entry.value, "") };
  }
}

function headersOf(headers: HeaderPlacement) {
  if (headers.as === "HTTP_*") return { as: headers.as, codec: python(headers.codec) };
  return { as: headers.as, key: headers.key, name: python(headers.name), value: python(headers.value) };
}

function model(codec: Model) {
  if (!isChoice(codec)) return python(codec);
  return { recordedIn: codec.recordedIn, among: codec.among.map((one: AnyCodec) => [one.name, python(one)] as const) };
}

function python(codec: AnyCodec) {
  const spec = codec.python;
  if (spec.type !== "bytes" && !(spec.type === "str" && typeof spec.encoding === "string" && typeof spec.errors === "string")) {
    throw new StringModelError("BAD_PROFILE", `the codec ${codec.name} does not say how Python builds its values`);
  }
  return spec;
}
