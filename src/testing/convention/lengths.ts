/** Content-Length, and responses that have no content. */

import { fromBytes } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { check, refusalOf, same } from "../check.ts";
import { joined } from "../drain.ts";
import { hosted, outcomeOf, quiet, type Simple, type Under } from "./hosting.ts";

const length = "PEP 3333, Handling the Content-Length Header";
const nothing = "RFC 9110, 6.4.1 and 8.6";

export function lengthCases(under: Under): TestCase[] {
  const result = async (simple: Simple, method = "GET") => {
    const { response, chunks, failure } = await outcomeOf(hosted(under, simple).handler, quiet(`${method} /`));
    return { response, body: fromBytes(joined(chunks)), failure };
  };
  const sized = (said: string) => [["Content-Length", said] as const];
  const bodiless = (name: string, simple: Simple, method = "GET"): TestCase => ({
    name: `${name} has no content, and its Content-Length is not held against it`,
    source: nothing,
    async run() {
      const { response, body, failure } = await result({ headers: sized("5"), ...simple }, method);
      if (failure) throw failure.error;
      same(body, "", "the body");
      same(
        response?.headers.map(([, value]) => value),
        ["5"],
        "the header lines",
      );
    },
  });
  return [
    {
      name: "a body that is longer than its Content-Length is cut there, and breaks",
      source: length,
      async run() {
        for (const chunks of [["one", "two"], ["onetwo"]]) {
          const { body, failure } = await result({ headers: sized("4"), chunks });
          check(failure !== undefined, "nothing was refused");
          refusalOf(failure.error, ["BODY_TOO_LONG"], "a body of six bytes where four were announced");
          check("onet".startsWith(body), `the server was given ${body}`);
        }
      },
    },
    {
      name: "a body that is shorter than its Content-Length breaks at its end",
      source: length,
      async run() {
        for (const chunks of [["one"], []]) {
          const { failure } = await result({ headers: sized("4"), chunks });
          check(failure !== undefined, "nothing was refused");
          refusalOf(failure.error, ["BODY_TOO_SHORT"], "a body that is too short");
        }
      },
    },
    {
      name: "a Content-Length that is no number, or is said twice, is refused",
      source: "RFC 9110, 8.6",
      async run() {
        for (const headers of [sized("x"), sized("-1"), sized(""), [...sized("3"), ...sized("3")]]) {
          const { failure } = await result({ headers, chunks: ["one"] });
          check(failure !== undefined, "nothing was refused");
          refusalOf(failure.error, ["BAD_CONTENT_LENGTH"], "the head");
        }
      },
    },
    bodiless("an answer to HEAD", { chunks: ["hello"] }, "HEAD"),
    bodiless("an answer to HEAD that leaves its body out", {}, "HEAD"),
    bodiless("a 204", { status: 204 }),
    bodiless("a 304", { status: 304 }),
    bodiless("a 304 with a body", { status: 304, chunks: ["hello"] }),
  ];
}
