import { type AnyCodec, typeName } from "../codec.ts";
import { cases, type Sent, url } from "../compare/parts.ts";
import { codecIn, exhibit, pathKeys, pathVariable, valuesOf, variableFor } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { writeEnviron } from "../environ.ts";
import { StringModelError } from "../errors.ts";
import { slotInfo } from "../slots.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../wire.ts";

/** Python's `+` on two of these: bytes with bytes, str with str. */
function concatenate(profile: string, parts: readonly unknown[]): Uint8Array | string {
  const [first] = parts;
  for (const part of parts) {
    if (typeName(part) !== typeName(first))
      throw new StringModelError("WRONG_TYPE", `${typeName(first)} and ${typeName(part)} do not concatenate`, { profile });
  }
  if (typeof first === "string") return parts.join("");
  return toBytes(byteString((parts as Uint8Array[]).map(fromBytes).join("")));
}

export default {
  id: "url-rebuilds",
  topic: "request",
  claim: "SCRIPT_NAME, PATH_INFO and QUERY_STRING concatenate, and rebuild the URL",
  source: "PEP 333, URL Reconstruction; PEP 3333, URL Reconstruction",
  ...cases(url),
  holds(profile, { request }) {
    const values = valuesOf(writeEnviron(profile, request));
    const path = pathVariable(profile);
    const mount = path.variable.slot === "path" ? undefined : variableFor(profile, "scriptName", "quotedScriptName");
    const query = variableFor(profile, "query")!;
    const used = [...(mount ? [mount] : []), path, query];
    const codec: AnyCodec = codecIn(path, values);
    const mark = codec.decode("?" as ByteString);
    const [beforeQuery, last] = [used.slice(0, -1), used.at(-1)!];
    const whole = concatenate(profile.id, [...beforeQuery.map(({ key }) => values.get(key)), mark, values.get(last.key)]);
    const sent = [...beforeQuery, last].map(({ variable }) => slotInfo(variable.slot).read(request));
    return codec.encode(whole) === `${sent.slice(0, -1).join("")}?${sent.at(-1)}`;
  },
  exhibit: (profile, sent) => exhibit(profile, [sent], (key) => pathKeys(profile)(key) || key === variableFor(profile, "query")?.key),
} satisfies ValueProperty<Sent>;
