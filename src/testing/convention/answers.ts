/** What an application answers is what the server gets, through either side of the convention. */
import { writeHeaders } from "../../answer.ts";
import { readEnviron, writeEnviron } from "../../environ.ts";
import type { Handler, RawRequest } from "../../exchange.ts";
import { type ArbitraryAnswer, arbitraryAnswer, type HubAnswer } from "../arbitrary-answer.ts";
import { arbitraryRequest } from "../arbitrary-request.ts";
import { forAll, type SuiteOptions, type TestCase } from "../case.ts";
import { refused, same } from "../check.ts";
import { drain, joined } from "../drain.ts";
import { arbitraryScript } from "../script.ts";
import { scripted } from "../scripted.ts";
import { outcomeOf, through, type Under } from "./hosting.ts";

const sections = "PEP 3333, Specification Details; PEP 444; ASGI, HTTP & WebSocket Message Format";

export function answerCases(under: Under, options: SuiteOptions): TestCase[] {
  const { convention, profile } = under;
  return [
    {
      name: "any legal order of calls comes to the answer that it spells",
      source: sections,
      run: () =>
        forAll(arbitraryScript(profile), options, ({ script, meaning }) =>
          gives(convention.host(scripted(profile, script).app, profile, {}), meaning),
        ),
    },
    {
      name: "a hosted application that is exposed behaves as itself",
      source: "docs/decisions.md, Conventions and adapters: an adapter is expose over host",
      run: () =>
        forAll(arbitraryScript(profile), options, ({ script, meaning }) =>
          gives(through(under, convention.host(scripted(profile, script).app, profile, {})), meaning),
        ),
    },
    {
      name: "an exposed handler answers what it answers",
      source: sections,
      run: () =>
        forAll(arbitraryAnswer(profile), options, async ({ meaning }: ArbitraryAnswer) => {
          if (refused(() => writeHeaders(profile, meaning.headers))) return;
          await gives(
            through(under, () => ({ ...meaning, body: [meaning.body] })),
            meaning,
          );
        }),
    },
    {
      name: "an exposed handler gets the request that was sent",
      source: "docs/decisions.md, The hub is byte strings",
      run: () => forAll(arbitraryRequest(profile), options, (sent) => arrives(under, sent)),
    },
  ];
}

async function gives(handler: Handler, { status, reason, headers, body }: HubAnswer): Promise<void> {
  const { response, chunks, failure } = await outcomeOf(handler);
  if (failure) throw failure.error;
  same(response!.status, status, "the status");
  if (reason !== undefined) same(response!.reason, reason, "the reason phrase");
  same(response!.headers, headers, "the header lines");
  same(joined(chunks), body, "the body");
}

async function arrives(under: Under, sent: RawRequest): Promise<void> {
  const { profile } = under;
  // What the profile itself loses is not the convention's business.
  const expected = readEnviron(profile, writeEnviron(profile, { ...sent, body: [] }));
  let arrived: RawRequest | undefined;
  let body: Uint8Array | undefined;
  const { failure } = await outcomeOf(
    through(under, async (request) => {
      arrived = request;
      body = joined(await drain(request.body));
      return { status: 200, headers: [], body: [] };
    }),
    sent,
  );
  if (failure) throw failure.error;
  for (const field of [
    "method",
    "target",
    "scriptName",
    "pathInfo",
    "rawPath",
    "query",
    "protocol",
    "scheme",
    "headers",
    "variables",
  ] as const)
    same(arrived![field], expected[field], field);
  same(body, joined(await drain(sent.body)), "the request body");
}
