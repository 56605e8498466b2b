/** What the values of an environ have to be. */
import { headerName } from "../../cgi/headers.ts";
import { type AnyCodec, isChoice } from "../../codec.ts";
import type { RawRequest } from "../../exchange.ts";
import type { Profile } from "../../profile.ts";
import type { ByteString } from "../../wire.ts";
import { check, same, show } from "../check.ts";

/** Throws unless `key` is declared, a header's, or was given with the request, and `value` of the type that goes with it. */
export function hasItsType(profile: Profile, key: string, value: unknown, sent: RawRequest): void {
  const { environ, headers } = profile;
  const entry = environ[key];
  const is = (codec: AnyCodec, of: unknown) =>
    check(codec.python.type === "bytes" ? of instanceof Uint8Array : typeof of === "string", `${key} is ${show(of)}, not ${codec.type}`);
  if (entry?.is === "variable") {
    const codec = isChoice(entry.codec) ? entry.codec.among[0] : entry.codec;
    is(codec, value);
  } else if (entry?.is === "address") {
    check(Array.isArray(value) && Number.isInteger(value[1]), `${key} is ${show(value)}, not [host, port]`);
    is(entry.codec, value[0]);
  } else if (entry?.is === "constant") same(value, entry.value, key);
  else if (headers.as === "pairs" && key === headers.key) {
    for (const [name, of] of value as [unknown, unknown][]) {
      is(headers.name, name);
      is(headers.value, of);
    }
  } else if (entry === undefined) {
    const isRecord = Object.values(environ).some((one) => one.is === "variable" && isChoice(one.codec) && one.codec.recordedIn === key);
    const isHeader = headers.as === "HTTP_*" && headerName(key as ByteString) !== undefined;
    if (isHeader) is(headers.codec, value);
    const given = sent.extra?.has(key as ByteString) || sent.variables?.has(key as ByteString);
    check(isRecord || isHeader || given === true, `${key} is in the environ, and neither declared nor a header nor given`);
  }
}
