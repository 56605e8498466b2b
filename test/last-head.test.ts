/** What is remembered of the last answer's head must not show in the next one. */
import { expect, test } from "vitest";
import flat from "../proposals/flat.ts";
import pep3333 from "../proposals/pep-3333.ts";
import { readHeaders, writeHeaders, writeStatus } from "../src/answer.ts";
import { utf8 } from "../src/codecs/utf8.ts";
import type { RawHeader } from "../src/exchange.ts";
import { defineProfile, only } from "../src/profile.ts";
import { type ByteString, toBytes } from "../src/wire.ts";

const array = (text: string) => toBytes(text as ByteString);
const lines = (...pairs: string[][]) => pairs as unknown as RawHeader[];

test("a value that was good in its place is no good name there", () => {
  readHeaders(flat, [[array("x-name"), array("two words")]]);
  expect(() => readHeaders(flat, [[array("two words"), array("x-name")]])).toThrow("BAD_HEADER");
  readHeaders(pep3333, [["x-name", "two words"]]);
  expect(() => readHeaders(pep3333, [["two words", "x-name"]])).toThrow("BAD_HEADER");
});

test("bytes that spell a str are not that str in a model of another charset", () => {
  const spelt = defineProfile({ ...flat, id: "spelt", response: { ...flat.response, headerValue: only(utf8) } });
  readHeaders(flat, [[array("x-name"), array("\xc3\xa9")]]);
  expect(readHeaders(spelt, [[array("x-name"), "\xc3\xa9"]])).toEqual([["x-name", "\xc3\x83\xc2\xa9"]]);
});

test("bytes stay refused where a model takes only a str, though the last answer had them", () => {
  readHeaders(flat, [[array("x-name"), array("value")]]);
  expect(() => readHeaders(pep3333, [[array("x-name") as never, "value"]])).toThrow("WRONG_TYPE");
});

test("every response has arrays of its own: what one middleware writes to them shows in no other", () => {
  const reply = { status: 200, reason: "OK" as ByteString };
  const head = () => [writeStatus(flat, reply), ...writeHeaders(flat, lines(["x-name", "value"]))[0]!] as Uint8Array[];
  const first = head();
  const second = head();
  for (const bytes of second) bytes.fill(0x58);
  expect(first).toEqual([array("200 OK"), array("x-name"), array("value")]);
  expect(head()).toEqual(first);
});
