/** What every gateway passes: bytes at one end, a handler at the other, and nothing lost in between. */
import type { TestCase } from "./case.ts";
import type { GatewayUnderTest } from "./gateway/exchange.ts";
import { requestBodyCases } from "./gateway/request-bodies.ts";
import { requestHeaderCases } from "./gateway/request-headers.ts";
import { bodilessCases, responseBodyCases } from "./gateway/response-bodies.ts";
import { responseHeadCases } from "./gateway/response-heads.ts";
import { streamCases } from "./gateway/streams.ts";
import { targetCases } from "./gateway/targets.ts";

/** The cases for what the gateway can carry. What it says it lacks is left out; {@link abilities} says what that means. */
export function gatewaySuite(gateway: GatewayUnderTest): readonly TestCase[] {
  const { lacks = {} } = gateway;
  const all = [targetCases, requestHeaderCases, requestBodyCases, responseHeadCases, responseBodyCases, bodilessCases, streamCases].flatMap(
    (casesOf) => casesOf(gateway),
  );
  return all
    .filter(({ needs = [] }) => !needs.some((ability) => lacks[ability] !== undefined))
    .map(({ name, source, run }) => ({ name, source, run }));
}
