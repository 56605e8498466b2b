/** What goes wrong in an application, or in a handler, and what its caller gets to see. */
import { writeEnviron } from "../../environ.ts";
import type { ErrorCode } from "../../errors.ts";
import type { RawResponse } from "../../exchange.ts";
import { fromBytes } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { check, refusalOf, refused, same, show } from "../check.ts";
import { joined } from "../drain.ts";
import type { Script, Step } from "../script.ts";
import { scripted } from "../scripted.ts";
import { headOf, hosted, outcomeOf, quiet, scriptOf, through, type Under } from "./hosting.ts";

const handling = "PEP 3333, Error Handling; ASGI, Applications";

export function errorCases(under: Under): TestCase[] {
  return [...thrownCases(under), ...refusedCases(under), ...handlerCases(under)];
}

function thrownCases(under: Under): TestCase[] {
  const error = new Error("the application's own");
  return [
    {
      name: "what an application throws before its head is thrown at the server",
      source: handling,
      async run() {
        for (const promised of [false, true]) {
          const { app } = scripted(under.profile, { ...scriptOf(under.profile, {}), promised, steps: [{ do: "fail", error }] });
          const { response, failure } = await outcomeOf(under.convention.host(app, under.profile, {}));
          check(response === undefined, "there is a response");
          check(failure?.error === error, `another error: ${show(failure?.error)}`);
        }
      },
    },
    {
      name: "what an application throws after its head breaks the body off, after the chunks before it",
      source: handling,
      async run() {
        const { handler } = hosted(under, { chunks: ["one", "two"], fails: error });
        const { response, chunks, failure } = await outcomeOf(handler);
        same(response?.status, 200, "the status");
        same(fromBytes(joined(chunks)), "onetwo", "the chunks before the error");
        check(failure?.error === error, `another error: ${show(failure?.error)}`);
      },
    },
  ];
}

function refusedCases(under: Under): TestCase[] {
  const { convention, profile } = under;
  const head = headOf(profile, 200, [["X-Model", "v"]]);
  const misgiven = (name: string, code: ErrorCode, step: Step): TestCase => ({
    name: `${name} is refused as ${code}`,
    source: "docs/decisions.md, A codec refuses",
    async run() {
      const script: Script = { ...scriptOf(profile, { chunks: ["one"] }), shape: "list" };
      const steps = step.do === "start" ? [step, ...script.steps.slice(1)] : [script.steps[0]!, step];
      const { failure } = await outcomeOf(convention.host(scripted(profile, { ...script, steps }).app, profile, {}));
      check(failure !== undefined, "nothing was refused");
      refusalOf(failure.error, [code], name);
    },
  });
  const injected = headOf(profile, 200, [["X-Model", "a\r\nX: b"]]);
  return [
    misgiven("a status of another type", "WRONG_TYPE", { do: "start", ...head, status: {} }),
    misgiven("a header that is no pair", "WRONG_TYPE", { do: "start", ...head, headers: [[]] }),
    misgiven("a line end in a header", "HEAD_INJECTION", { do: "start", ...injected }),
    misgiven("a chunk of another type", "WRONG_TYPE", { do: "chunk", chunk: {}, more: false }),
    {
      name: "a request that the model cannot read is answered with 400, and no application is called",
      source: "RFC 9110, 15.5.1",
      async run() {
        const sent = quiet("GET /%FF%FE?%FF", { headers: { "X-Model": "\xff" } });
        if (!refused(() => writeEnviron(profile, sent))) return;
        const { app, events } = scripted(profile, scriptOf(profile, {}));
        const { response } = await outcomeOf(convention.host(app, profile, { environ: "eager" }), sent);
        same(response?.status, 400, "the status");
        same(events, [], "what the application did");
      },
    },
  ];
}

function handlerCases(under: Under): TestCase[] {
  const error = new Error("the handler's own");
  const answer = (part: Partial<RawResponse>): RawResponse => ({ status: 200, headers: [], body: [], ...part });
  async function* breaking() {
    yield new Uint8Array(3);
    throw error;
  }
  return [
    {
      name: "what a handler throws goes through",
      source: handling,
      async run() {
        const thrown = await outcomeOf(
          through(under, () => {
            throw error;
          }),
        );
        check(thrown.failure?.error === error, `another error: ${show(thrown.failure?.error)}`);
        const rejected = await outcomeOf(through(under, () => Promise.reject(error)));
        check(rejected.failure?.error === error, `another error: ${show(rejected.failure?.error)}`);
      },
    },
    {
      name: "a handler's body that breaks off, breaks off",
      source: handling,
      async run() {
        const { chunks, failure } = await outcomeOf(through(under, () => answer({ body: breaking() })));
        same(joined(chunks).length, 3, "the bytes before the error");
        check(failure?.error === error, `another error: ${show(failure?.error)}`);
      },
    },
    {
      name: "trailers are refused, not dropped",
      source: "RFC 9110, 6.5; no model here has a place for them",
      async run() {
        const { failure } = await outcomeOf(through(under, () => answer({ trailers: [["X-Sum" as never, "1" as never]] })));
        check(failure !== undefined, "nothing was refused");
        refusalOf(failure.error, ["UNSUPPORTED"], "trailers");
      },
    },
  ];
}
