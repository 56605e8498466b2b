/**
 * `babelgate/testing`: for tests of applications, servers, codecs, profiles, conventions and gateways.
 *
 * Requests and calls in one line, arbitrary values for property-based tests (fast-check), and the suites that every plug-in
 * passes. Nothing here needs Node or a test runner.
 *
 * @module
 */
export { type ArbitraryAnswer, arbitraryAnswer, type HubAnswer } from "./arbitrary-answer.ts";
export { arbitraryEnviron, arbitraryRequest } from "./arbitrary-request.ts";
export { type Called, type CallOptions, call } from "./call.ts";
export type { SuiteOptions, TestCase } from "./case.ts";
export { type CodecSuiteOptions, codecSuite } from "./codec-suite.ts";
export { conventionSuite } from "./convention-suite.ts";
export { drain } from "./drain.ts";
export { type Ability, abilities, type GatewayUnderTest, type WireRequest, type WireResponse } from "./gateway/exchange.ts";
export { gatewaySuite } from "./gateway-suite.ts";
export { type ProfileSuiteOptions, profileSuite } from "./profile-suite.ts";
export { type Bytes, type HeaderLines, type RequestOptions, request } from "./request.ts";
export { type ArbitraryScript, arbitraryScript, type Script, type Shape, type Step } from "./script.ts";
export { type Scripted, scripted } from "./scripted.ts";
