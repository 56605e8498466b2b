import * as fc from "fast-check";
import { exhibitAnswer, type Given, givenAt, onWire, reasons, reasonTraps } from "../compare/answers.ts";
import type { ValueProperty } from "../compare/property.ts";
import { byteString } from "../wire.ts";

const codes = [100, 200, 204, 299, 304, 404, 599, 999];

export default {
  id: "status-reaches-the-wire",
  topic: "answer",
  claim: "a status that the model allows reaches the wire byte for byte",
  source: "PEP 3333, The start_response() Callable; RFC 9112, 4",
  given({ response: { status } }) {
    if ("accepts" in status) return givenAt(status, reasons, reasonTraps);
    const given = (value: number): Given => ({ value, wire: byteString(String(value)) });
    return { arbitrary: fc.integer({ min: 100, max: 999 }).map(given), traps: codes.map(given) };
  },
  holds: (profile, { value, wire }) => onWire(profile, "status", value) === wire,
  exhibit: (profile, { value }) => exhibitAnswer(profile, "status", value),
} satisfies ValueProperty<Given>;
