/**
 * Parts of a request, one at a time: how each is generated, which traps it meets, how it is cut out of a
 * corpus request, and the plain request message that carries it.
 */
import * as fc from "fast-check";
import { percentDecode } from "../cgi/percent.ts";
import type { RawRequest } from "../exchange.ts";
import { readHttp1 } from "../gateways/http1.ts";
import { escape, fieldValue, inTarget, rawPaths, wireBytes } from "../testing/wires.ts";
import { type ByteString, byteString, toBytes } from "../wire.ts";
import { trapWires } from "./traps.ts";

export { escape, fieldValue, wireBytes };

/** A request message, and the request that was read from it. */
export interface Sent {
  readonly wire: ByteString;
  readonly request: RawRequest;
  /** As a CGI program sees it: without the target and the raw path. */
  readonly behind?: "cgi";
}

interface Message {
  readonly target?: string;
  readonly host?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly mount?: ByteString;
  readonly behind?: "cgi";
  readonly variables?: ReadonlyMap<ByteString, ByteString>;
}

/** An unremarkable request but for what is given, written out and read as a gateway would. */
export function send({ target = "/", host = "example.org", headers = [], mount, behind, variables }: Message): Sent {
  const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""];
  const wire = byteString(lines.join("\r\n"));
  const read = readHttp1(toBytes(wire), { mount, remoteAddr: byteString("192.0.2.7"), remotePort: byteString("50007") });
  const request = variables ? { ...read, variables } : read;
  return behind ? { wire, behind, request: { ...request, target: undefined, rawPath: undefined } } : { wire, request };
}

/** One part: `Value` is what varies, `sent` carries it. */
export interface Part<Value> {
  readonly arbitrary: fc.Arbitrary<Value>;
  readonly traps: readonly Value[];
  cut(request: RawRequest): readonly Value[];
  sent(value: Value): Sent;
}

/** The cases of a part: its values in plain requests. */
export function cases<Value>(part: Part<Value>) {
  return {
    given: () => ({ arbitrary: part.arbitrary.map(part.sent), traps: part.traps.map(part.sent) }),
    fromCorpus: (request: RawRequest) => part.cut(request).map(part.sent),
  };
}

/* ---- parts ------------------------------------------------------------------ */

interface PathValue {
  readonly raw: string;
  readonly behind?: "cgi";
}

const behind = <T extends object>(value: T, hidden: boolean): T & { behind?: "cgi" } => (hidden ? { ...value, behind: "cgi" } : value);

const sendPath = ({ raw, behind }: PathValue): Sent => send({ target: raw, ...(behind && { behind }) });

export const path: Part<PathValue> = {
  arbitrary: fc.tuple(rawPaths, fc.boolean()).map(([raw, hidden]) => behind({ raw }, hidden)),
  traps: trapWires.flatMap((wire) => [
    behind({ raw: `/${escape(wire)}` }, false),
    behind({ raw: `/${escape(wire)}` }, true),
    behind({ raw: `/${inTarget(wire)}` }, false),
  ]),
  cut: ({ rawPath }) => (rawPath?.startsWith("/") ? [{ raw: rawPath }, behind({ raw: rawPath }, true)] : []),
  sent: sendPath,
};

export const query: Part<string> = {
  arbitrary: fc.oneof(wireBytes.map(escape), wireBytes.map(inTarget)).map((value) => `q=${value}`),
  traps: trapWires.map((wire) => `q=${inTarget(wire)}`),
  cut: (request) => [request.query],
  sent: (value) => send({ target: `/?${value}` }),
};

export const header: Part<string> = {
  arbitrary: wireBytes.map(fieldValue),
  traps: ["", ...trapWires],
  cut: ({ headers }) =>
    headers.filter(([name]) => !/^(host|content-length|transfer-encoding|cookie)$/i.test(name)).map(([, value]) => value),
  sent: (value) => send({ headers: [["X-Model", value]] }),
};

export const cookie: Part<string> = {
  arbitrary: wireBytes.map((wire) => `k=${fieldValue(wire).replace(/[;, ]/g, "_")}`),
  traps: trapWires.map((wire) => `k=${wire}`),
  cut: ({ headers }) => headers.filter(([name]) => /^cookie$/i.test(name)).map(([, value]) => value),
  sent: (value) => send({ headers: [["Cookie", value]] }),
};

const label = fc.string({ unit: fc.constantFrom(..."abcxyz019-"), minLength: 1, maxLength: 8 });
const escaped = wireBytes.map((wire) => escape(wire).replace(/[/~]/g, "-"));

export const host: Part<string> = {
  arbitrary: fc.oneof(
    label,
    label.map((name) => `${name}.example:8080`),
    escaped,
    fc.constantFrom("[::1]", "[2001:db8::7]:81", "xn--caf-dma.example", "caf%C3%A9.example"),
  ),
  traps: ["xn--caf-dma.example", "[::1]:8080", "caf%C3%A9.example"],
  cut: ({ headers }) =>
    headers
      .filter(([name]) => /^host$/i.test(name))
      .map(([, value]) => value)
      .filter((value) => value !== ""),
  sent: (value) => send({ host: value }),
};

/** Several lines of one name. */
export const repeated: Part<readonly string[]> = {
  arbitrary: fc.array(
    wireBytes.map((wire) => fieldValue(wire) || "0"),
    { minLength: 2, maxLength: 3 },
  ),
  traps: [
    ["1", "2"],
    ["1, 2", "3"],
  ],
  cut: ({ headers }) => {
    const names = headers.map(([name]) => name.toLowerCase());
    const again = new Set(names.filter((name, i) => names.indexOf(name) !== i));
    return [...again].map((name) => headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value));
  },
  sent: (values) => send({ headers: values.map((value) => ["X-Model", value] as const) }),
};

interface UrlValue {
  readonly mount: string;
  readonly rest: string;
  readonly query: string;
}

/** Mount, path and query together: what a URL is put together from. */
export const url: Part<UrlValue> = {
  arbitrary: fc.record({
    mount: fc.constantFrom("", "/app", "/caf\xc3\xa9", "/caf\xe9"),
    rest: rawPaths,
    query: fc.oneof(wireBytes.map(escape), wireBytes.map(inTarget)),
  }),
  traps: [
    { mount: "/app", rest: "/caf%C3%A9", query: "q=%C3%A9" },
    { mount: "", rest: "/caf%C3%A9", query: "\xff" },
    { mount: "/caf\xe9", rest: "/caf%C3%A9", query: "" },
  ],
  cut: ({ rawPath, query }) => (rawPath?.startsWith("/") ? [{ mount: "", rest: rawPath, query }] : []),
  sent: ({ mount, rest, query }) => send({ mount: mount as ByteString, target: `${escape(mount)}${rest}?${query}` }),
};

/** Any request: every part varies at once. For confirming values, not for blaming a part. */
export const whole: fc.Arbitrary<Sent> = fc
  .record({
    url: url.arbitrary,
    hidden: fc.boolean(),
    host: host.arbitrary,
    header: header.arbitrary,
    cookie: cookie.arbitrary,
    repeated: repeated.arbitrary,
    user: fc.option(wireBytes),
  })
  .map(({ url: { mount, rest, query }, hidden, user, ...parts }) =>
    send({
      mount: mount as ByteString,
      target: `${escape(mount)}${rest}?${query}`,
      host: parts.host,
      headers: [["X-Model", parts.header], ["Cookie", parts.cookie], ...parts.repeated.map((value) => ["X-Again", value] as const)],
      ...(hidden && { behind: "cgi" as const }),
      // What a server has authenticated comes as a variable, not as a header.
      ...(user !== null && { variables: new Map([[byteString("REMOTE_USER"), user]]) }),
    }),
  );

/** The percent-decoded path of a raw one. */
export const decodedPath = (raw: string): ByteString => percentDecode(raw as ByteString);
