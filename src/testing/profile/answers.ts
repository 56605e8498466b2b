/** The laws of answers: what an application of the model gives is what the wire gets. */
import { readChunk, readHeaders, readStatus, writeChunk, writeHeaders, writeStatus } from "../../answer.ts";
import type { Profile } from "../../profile.ts";
import { arbitraryAnswer } from "../arbitrary-answer.ts";
import { forAll, type SuiteOptions, type TestCase } from "../case.ts";
import { refusal, refused, same } from "../check.ts";
import { joined } from "../drain.ts";

export function answerCases(profile: Profile, options: SuiteOptions): TestCase[] {
  const answers = arbitraryAnswer(profile);
  return [
    {
      name: "an answer is on the wire what it says, in every type that is accepted",
      source: "PEP 3333, The start_response() Callable; Specification Details",
      run: () =>
        forAll(answers, options, ({ answer, meaning }) => {
          same({ ...readStatus(profile, answer.status) }, { status: meaning.status, reason: meaning.reason }, "the status");
          same(readHeaders(profile, answer.headers), meaning.headers, "the header lines");
          same(joined(answer.body.map((chunk) => readChunk(profile, chunk))), meaning.body, "the body");
        }),
    },
    {
      name: "a response that is written in its types is read back",
      source: "docs/decisions.md, The hub is byte strings",
      run: () =>
        forAll(answers, options, ({ meaning }) => {
          // The first type that the model accepts may have no value for the bytes.
          if (refused(() => writeHeaders(profile, meaning.headers)) || refused(() => writeStatus(profile, meaning))) return;
          const { status, reason } = readStatus(profile, writeStatus(profile, meaning));
          same({ status, reason }, { status: meaning.status, reason: meaning.reason }, "the status");
          same(readHeaders(profile, writeHeaders(profile, meaning.headers)), meaning.headers, "the header lines");
          if (!refused(() => writeChunk(profile, meaning.body)))
            same(readChunk(profile, writeChunk(profile, meaning.body)), meaning.body, "the body");
        }),
    },
    {
      name: "values of other types are refused",
      source: "WRONG_TYPE",
      run() {
        for (const stranger of [null, undefined, {}, true, []]) {
          refusal(() => readStatus(profile, stranger as never), ["WRONG_TYPE"], "a status");
          refusal(() => readChunk(profile, stranger as never), ["WRONG_TYPE"], "a chunk");
          refusal(() => readHeaders(profile, [[stranger, stranger]] as never), ["WRONG_TYPE"], "a header");
        }
        for (const stranger of [null, undefined, {}, "a"])
          refusal(() => readHeaders(profile, stranger as never), ["WRONG_TYPE"], "headers");
      },
    },
  ];
}
