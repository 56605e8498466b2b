/** The request line arrives at the handler as the client sent it, byte for byte. */
import { check, same, show } from "../check.ts";
import type { GatewayCase } from "./case.ts";
import { type Ability, exchanged, type GatewayUnderTest, valuesOf } from "./exchange.ts";

/** Target, percent-decoded path, what the gateway must be able to carry. */
const paths: readonly (readonly [string, string, ...Ability[]])[] = [
  ["/", "/"],
  ["/plain", "/plain"],
  ["/caf%C3%A9", "/caf\xc3\xa9"],
  ["/caf%E9", "/caf\xe9"],
  ["/%FF", "/\xff"],
  ["/%25E9", "/%E9"],
  ["/a+b", "/a+b"],
  ["/a%20b;v=1", "/a b;v=1"],
  ["/%3F%23", "/?#"],
  ["/a%2Fb", "/a/b", "encodedSlash"],
  ["/a%2fb%5c", "/a/b\\", "encodedSlash"],
  ["//a//b/", "//a//b/", "wholePath"],
  ["/a/../b/./c", "/a/../b/./c", "wholePath"],
  ["/%2E%2E/%2e", "/../.", "wholePath"],
  ["/%zz%4", "/%zz%4", "badEscapes"],
  ["/caf\xc3\xa9", "/caf\xc3\xa9", "rawBytes"],
  ["/\xff\x80", "/\xff\x80", "rawBytes"],
];

const queries: readonly (readonly [string, ...Ability[]])[] = [
  [""],
  ["q=1&r=2"],
  ["a?b"],
  ["a+b=%20"],
  ["q=%C3%A9&r=%FF"],
  ["a=/../b//c"],
  ["%zz", "badEscapes"],
  ["q=\xff\xc3\xa9", "rawBytes"],
];

export function targetCases(gateway: GatewayUnderTest): GatewayCase[] {
  return [
    ...["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].map((method): GatewayCase => methodCase(gateway, method)),
    ...["PROPFIND", "M-SEARCH", "get"].map((method): GatewayCase => methodCase(gateway, method, "anyMethod")),
    ...paths.map(
      ([target, path, ...needs]): GatewayCase => ({
        name: `the path ${show(target)} arrives percent-decoded once`,
        source: "RFC 3875, 4.1.5; docs/decisions.md, From a request to CGI variables",
        needs,
        async run() {
          const { request } = await exchanged(gateway, { target });
          same(request.scriptName + request.pathInfo, path, "the path");
          same(request.query, "", "the query");
        },
      }),
    ),
    ...paths.map(
      ([target, , ...needs]): GatewayCase => ({
        name: `the target ${show(target)} arrives as it was sent`,
        source: "RFC 9112, 3.2",
        needs: ["rawTarget", ...needs],
        async run() {
          const { request } = await exchanged(gateway, { target: `${target}?q` });
          same(request.target, `${target}?q`, "the target");
          same(request.rawPath, target, "the raw path");
        },
      }),
    ),
    ...queries.map(
      ([query, ...needs]): GatewayCase => ({
        name: `the query ${show(query)} arrives undecoded`,
        source: "RFC 3875, 4.1.7",
        needs,
        async run() {
          const { request } = await exchanged(gateway, { target: `/?${query}` });
          same(request.query, query, "the query");
          same(request.pathInfo, "/", "the path");
        },
      }),
    ),
    {
      name: "the authority of an absolute target takes the place of Host",
      source: "RFC 9112, 3.2.2",
      needs: ["targetForms"],
      async run() {
        const { request } = await exchanged(gateway, { target: "http://h.example:81/p%41?q", headers: [["Host", "other.example"]] });
        same([request.pathInfo, request.query], ["/pA", "q"], "path and query");
        same(valuesOf(request.headers, "host"), ["h.example:81"], "Host");
      },
    },
    {
      name: "an asterisk stays one",
      source: "RFC 9112, 3.2.4",
      needs: ["targetForms"],
      async run() {
        const { request } = await exchanged(gateway, { method: "OPTIONS", target: "*" });
        same(request.pathInfo, "*", "the path");
      },
    },
    {
      name: "server, port, protocol and scheme are known",
      source: "RFC 3875, 4.1.14 to 4.1.16; PEP 3333, environ Variables",
      async run() {
        const { request } = await exchanged(gateway, {});
        check(request.serverName !== "", "the server has no name");
        check(/^\d{1,5}$/.test(request.serverPort), `the port is ${show(request.serverPort)}`);
        check(/^HTTP\/\d(\.\d)?$/.test(request.protocol), `the protocol is ${show(request.protocol)}`);
        check(request.scheme === "http" || request.scheme === "https", `the scheme is ${show(request.scheme)}`);
      },
    },
  ];
}

const methodCase = (gateway: GatewayUnderTest, method: string, ...needs: Ability[]): GatewayCase => ({
  name: `the method ${method} arrives as it was sent`,
  source: "RFC 9110, 9.1",
  needs,
  async run() {
    same((await exchanged(gateway, { method })).request.method, method, "the method");
  },
});
