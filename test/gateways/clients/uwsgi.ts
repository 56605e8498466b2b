/** A web server's side of uwsgi, in raw bytes. */
import { byteString, fromBytes, toBytes } from "../../../src/wire.ts";

const uint16 = (number: number): string => String.fromCharCode(number & 0xff, number >> 8);

const sized = (text: string): string => uint16(text.length) + text;

/** The packet of these variables, in this order. */
export function uwsgiPacket(variables: Iterable<readonly [string, string]>, modifier1 = 0, modifier2 = 0): string {
  const text = [...variables].map(([name, value]) => sized(name) + sized(value)).join("");
  return String.fromCharCode(modifier1) + uint16(text.length) + String.fromCharCode(modifier2) + text;
}

export const uwsgiMessage = (variables: Iterable<readonly [string, string]>, body: readonly Uint8Array[] = []): Uint8Array =>
  toBytes(byteString(uwsgiPacket(variables) + body.map(fromBytes).join("")));
