/** What must never pass from an application into a response head. */
import { readHeaders, readStatus } from "../../answer.ts";
import { reads } from "../../codec.ts";
import type { ErrorCode } from "../../errors.ts";
import type { Answer, Profile } from "../../profile.ts";
import { byteString } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { refusal, show } from "../check.ts";
import { spell } from "../spellings.ts";

const breaks = ["\r\nX: y", "\n", "\r", "\0", "a\r\nSet-Cookie: a=b", "a\nb", "a\rb", "a\0", "\r\n\r\n<script>", "a\x01", "\x7f"];

export function headCases(profile: Profile): TestCase[] {
  const { status, headerName, headerValue } = profile.response;
  const name = spell(headerName, "x-model", 0, "x-model").value;
  const value = spell(headerValue, "v", 0, "v").value;
  const header = (name: unknown, value: unknown) => readHeaders(profile, [[name, value]] as never);
  return [
    {
      name: "CR, LF, NUL and other controls never reach a response head",
      source: "PEP 3333, The start_response() Callable; RFC 9110, 5.5; CWE-113",
      run() {
        for (const text of breaks) {
          const codes: ErrorCode[] = ["HEAD_INJECTION"];
          for (const one of spellingsOf(headerName, text)) refusal(() => header(one, value), codes, `the name ${show(text)}`);
          for (const one of spellingsOf(headerValue, text)) refusal(() => header(name, one), codes, `the value ${show(text)}`);
          if (!("accepts" in status)) continue;
          for (const one of spellingsOf(status, `200 ${text}`))
            refusal(() => readStatus(profile, one as never), codes, `the reason ${show(text)}`);
        }
      },
    },
    {
      name: "a header name is a token",
      source: "RFC 9110, 5.1",
      run() {
        for (const text of ["", "a b", "a:", "caf\xe9", "a,b", '"a"', "a/b"])
          for (const one of spellingsOf(headerName, text)) refusal(() => header(one, value), ["BAD_HEADER"], `the name ${show(text)}`);
      },
    },
    {
      name: "accepts" in status ? "a status is three digits, a space and a reason phrase" : "a status is a number from 100 to 999",
      source: "PEP 3333, The start_response() Callable; ASGI, Response Start",
      run() {
        const bad = (one: unknown) =>
          refusal(() => readStatus(profile, one as never), ["BAD_STATUS", "WRONG_TYPE"], `the status ${show(one)}`);
        if (!("accepts" in status)) for (const one of [0, 99, 1000, 200.5, Number.NaN, "200"]) bad(one);
        else
          for (const text of ["200", "20 OK", "2000 OK", "099 OK", " 200 OK", "abc OK", ""])
            for (const one of spellingsOf(status, text)) bad(one);
      },
    },
  ];
}

const spellingsOf = (answer: Answer, wire: string): unknown[] =>
  answer.accepts.filter((codec) => reads(codec, byteString(wire))).map((codec) => codec.decode(byteString(wire)));
