/** The head of a response reaches the client as the handler gave it, byte for byte. */
import type { RawHeader, RawResponse } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import { check, same, show } from "../check.ts";
import type { GatewayCase } from "./case.ts";
import { type Ability, exchanged, type GatewayUnderTest, plain, sent, valuesOf } from "./exchange.ts";

const fieldValues: readonly (readonly [string, string, ...Ability[]])[] = [
  ["of UTF-8", "caf\xc3\xa9 \xf0\x9f\x98\x80", "nonAsciiAnswers"],
  ["of ISO-8859-1", "caf\xe9 \xff\x80", "nonAsciiAnswers"],
  ["with spaces and a tab inside", "a  b\tc"],
  ["of eight thousand bytes", "x".repeat(8000)],
  ["that is empty", "", "emptyAnswers"],
];

const header = (name: string, value: string): RawHeader => [name as ByteString, value as ByteString];

export function responseHeadCases(gateway: GatewayUnderTest): GatewayCase[] {
  const answered = async (answer: Partial<RawResponse>) => (await exchanged(gateway, {}, answer)).response;
  const phrase = (what: string, reason: string, ...needs: Ability[]): GatewayCase => ({
    name: `a reason phrase ${what} reaches the client`,
    source: "RFC 9112, 4",
    needs,
    async run() {
      const response = await answered({ status: 404, reason: reason as ByteString });
      same([response.status, response.reason], [404, reason], "the status line");
    },
  });
  return [
    ...[200, 201, 302, 404, 418, 500, 599].map(
      (status): GatewayCase => ({
        name: `the status ${status} reaches the client`,
        source: "RFC 9110, 15",
        run: async () => same((await answered({ status, reason: "As It Is" as ByteString })).status, status, "the status"),
      }),
    ),
    phrase("of its own", "Not There", "reason"),
    phrase("of UTF-8", "caf\xc3\xa9", "reason", "nonAsciiReason"),
    phrase("of ISO-8859-1", "caf\xe9", "reason", "nonAsciiReason"),
    {
      name: "a response without a reason phrase reaches the client",
      source: "ASGI, Response Start",
      run: async () => same((await answered({ status: 404, reason: undefined })).status, 404, "the status"),
    },
    ...fieldValues.map(
      ([what, value, ...needs]): GatewayCase => ({
        name: `a response header value ${what} reaches the client, not encoded again`,
        source: "RFC 9110, 5.5",
        needs,
        async run() {
          const { headers } = await answered({ headers: [header("X-Model", value)] });
          same(valuesOf(headers, "x-model"), [value], "the values of X-Model");
        },
      }),
    ),
    {
      name: "two Set-Cookie lines stay two, in order",
      source: "RFC 6265, 3",
      async run() {
        const { headers } = await answered({
          headers: [header("Set-Cookie", "a=1; Path=/"), header("X-Model", "v"), header("Set-Cookie", "b=2, 3")],
        });
        same(valuesOf(headers, "set-cookie"), ["a=1; Path=/", "b=2, 3"], "the values of Set-Cookie");
      },
    },
    {
      name: "ninety header lines reach the client",
      source: "the limit of most clients is 100",
      async run() {
        const lines = Array.from({ length: 90 }, (_, i) => header(`X-N${i}`, String(i)));
        const { headers } = await answered({ headers: lines });
        for (const [name, value] of lines) same(valuesOf(headers, name), [value], name);
      },
    },
    ...safetyCases(gateway),
  ];
}

function safetyCases(gateway: GatewayUnderTest): GatewayCase[] {
  const split = ["a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\rX-Injected: 1", "a\0b", "a\r\n\r\n<script>"];
  return split.map((value) => ({
    name: `a head with ${show(value)} in it does not reach the client`,
    source: "RFC 9110, 5.5; CWE-113",
    async run() {
      const response = await sent(gateway, () => ({ ...plain, headers: [header("X-Model", value)] })).catch(() => undefined);
      if (response === undefined) return;
      same(valuesOf(response.headers, "x-injected"), [], "the values of X-Injected");
      check(response.status === 500, `the client got ${response.status}`);
    },
  }));
}
