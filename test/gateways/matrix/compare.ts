/** What a client gets through a gateway is what the application's own handler gives. */
import type { Finding } from "../../../src/lint/finding.ts";
import { type Case, type Observation, ownServer, withRequest } from "../../matrix/observe.ts";
import type { Model } from "../../matrix/pairs.ts";
import { passedOn, trimmed } from "./carried.ts";
import { asked, type MatrixGateway } from "./gateways.ts";
import { through } from "./through.ts";

/** In words; none where there are none. */
export async function differences(one: Case, { profile }: Model, by: MatrixGateway): Promise<string[]> {
  const findings: Finding[] = [];
  const direct = await ownServer(
    withRequest(one, () => asked(by, one.request())),
    profile,
  );
  const arrived = (request: Parameters<typeof asked>[1]) => asked(by, request);
  const got = await through(one, profile, { gateway: by.gateway, arrived }, direct.closed, findings);
  const was = by.answered(trimmed(passedOn(overHttp(one, direct))));
  const is = by.answered(trimmed(withoutOwnLines(got, was, by)));
  return [
    ...findings.map(({ side, message }) => `${one.name}: lint of the ${side}: ${message}`),
    ...different(is, brokenOff(was, is)).map((part) => `${one.name}: ${part} ${short(is[part])}, not ${short(was[part])}`),
  ];
}

/** HEAD, 204 and 304 have no body, and what it would have come to is not asked for; 204 has no length either (RFC 9110, 6.4.1 and 8.6). */
function overHttp(one: Case, own: Observation): Observation {
  const unsized = own.status.startsWith("204 ");
  if (!unsized && !own.status.startsWith("304 ") && one.request().method !== "HEAD") return own;
  const headers = own.headers.filter(([name]) => !unsized || name.toLowerCase() !== "content-length");
  return { ...own, headers, body: "", ended: "whole" };
}

/** The gateway's lines, where the application has none of that name. */
function withoutOwnLines(got: Observation, { headers }: Observation, { adds }: MatrixGateway): Observation {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  return { ...got, headers: got.headers.filter(([name]) => given.has(name.toLowerCase()) || adds[name.toLowerCase()] === undefined) };
}

/** Of a response that breaks off, the last bytes, or all, may not have left. */
function brokenOff(was: Observation, is: Observation): Observation {
  if (was.ended === "whole" || was.ended === "left") return was;
  if (/^(0|NaN) /.test(is.status)) return { ...was, status: is.status, headers: is.headers, body: is.body };
  return was.body.startsWith(is.body) ? { ...was, body: is.body } : was;
}

const different = (is: Observation, was: Observation) =>
  (Object.keys(was) as (keyof Observation)[]).filter((part) => JSON.stringify(is[part]) !== JSON.stringify(was[part]));

const short = (value: unknown) => JSON.stringify(value).slice(0, 600);
