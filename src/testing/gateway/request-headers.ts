/** Request headers arrive at the handler as the client sent them. */
import { check, same } from "../check.ts";
import type { GatewayCase } from "./case.ts";
import { type Ability, exchanged, type GatewayUnderTest, valuesOf } from "./exchange.ts";

const fieldValues: readonly (readonly [string, string, ...Ability[]])[] = [
  ["of UTF-8", "caf\xc3\xa9 \xf0\x9f\x98\x80", "nonAsciiHeaders"],
  ["of ISO-8859-1", "caf\xe9 \xff\x80", "nonAsciiHeaders"],
  ["of every printable ASCII character", Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join("")],
  ["with spaces and a tab inside", "a  b\tc"],
  ["of eight thousand bytes", "x".repeat(8000)],
  ["that looks like an escape", "%E9 \\xff =?utf-8?q?=C3=A9?="],
  ["that is empty", "", "emptyHeaders"],
];

export function requestHeaderCases(gateway: GatewayUnderTest): GatewayCase[] {
  const arrive = async (headers: readonly (readonly [string, string])[], name: string) =>
    valuesOf((await exchanged(gateway, { headers })).request.headers, name);
  return [
    ...fieldValues.map(
      ([what, value, ...needs]): GatewayCase => ({
        name: `a header value ${what} arrives as it was sent`,
        source: "RFC 9110, 5.5",
        needs,
        run: async () => same(await arrive([["X-Model", value]], "x-model"), [value], "the values of X-Model"),
      }),
    ),
    {
      name: "white space around a header value is removed",
      source: "RFC 9112, 5.1",
      run: async () => same(await arrive([["X-Model", " \t a b \t"]], "x-model"), ["a b"], "the values of X-Model"),
    },
    {
      name: "repeated headers arrive apart, in order",
      source: "RFC 9110, 5.3",
      needs: ["repeatedHeaders"],
      async run() {
        const headers = [
          ["X-Model", "1"],
          ["Cookie", "a=1"],
          ["x-model", "2, 3"],
          ["Cookie", "b=2"],
        ] as const;
        same(await arrive(headers, "x-model"), ["1", "2, 3"], "the values of X-Model");
        same(await arrive(headers, "cookie"), ["a=1", "b=2"], "the values of Cookie");
      },
    },
    {
      name: "ninety header lines arrive",
      source: "the limit of most servers is 100",
      async run() {
        const headers = Array.from({ length: 90 }, (_, i) => [`X-N${i}`, String(i)] as const);
        const { request } = await exchanged(gateway, { headers });
        for (const [name, value] of headers) same(valuesOf(request.headers, name), [value], name);
      },
    },
    {
      name: "a header with an underscore does not shadow the one with a hyphen",
      source: "RFC 3875, 4.1.18; nginx, underscores_in_headers",
      async run() {
        const values = await arrive(
          [
            ["X-Model", "mine"],
            ["X_Model", "theirs"],
          ],
          "x-model",
        );
        same(values, ["mine"], "the values of X-Model");
      },
    },
    {
      name: "a header with an underscore arrives under its own name",
      source: "RFC 9110, 5.1",
      needs: ["underscoreHeaders"],
      run: async () => same(await arrive([["X_Model", "theirs"]], "x_model"), ["theirs"], "the values of X_Model"),
    },
    {
      name: "Proxy becomes no variable",
      source: "CVE-2016-5388",
      async run() {
        const { request } = await exchanged(gateway, { headers: [["Proxy", "http://evil.example"]] });
        const names = [...(request.variables?.keys() ?? []), ...(request.extra?.keys() ?? [])];
        check(!names.some((name) => name === "HTTP_PROXY"), "there is a variable HTTP_PROXY");
      },
    },
  ];
}
