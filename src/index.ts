/**
 * String models between web servers and Python web applications.
 *
 * The public face, and the only barrel. Nothing behind it needs Node: `charset` (which brings iconv-lite),
 * the comparison and the catalog of proposals have sub-paths of their own.
 *
 * @module
 */
export { type AdaptOptions, adapt } from "./adapt.ts";
export { readChunk, readHeaders, readStatus, writeChunk, writeHeaders, writeStatus } from "./answer.ts";
export { BytesDict, b, type Key } from "./bytes-dict.ts";
export {
  type AnyCodec,
  type Choice,
  type Codec,
  defineCodec,
  type Escaped,
  type Native,
  type PythonCodec,
  type Str,
  type StringType,
  type StrLike,
  type Text,
} from "./codec.ts";
export { bytes } from "./codecs/bytes.ts";
export { firstOf } from "./codecs/first-of.ts";
export { iso88591, latin1 } from "./codecs/latin1.ts";
export { lowerCase } from "./codecs/lower-case.ts";
export { prefixed } from "./codecs/prefixed.ts";
export { utf8Replacing } from "./codecs/replacing.ts";
export { surrogateescape } from "./codecs/surrogateescape.ts";
export { utf8 } from "./codecs/utf8.ts";
export type {
  App,
  AsgiApp,
  AsgiReceived,
  AsgiSent,
  Chunks,
  LegacyTriple,
  StartResponse,
  StartResponseApp,
  Triple,
  TripleApp,
  Write,
  Written,
} from "./conventions/app.ts";
export type { Convention, HostOptions } from "./conventions/convention.ts";
export type { Order, Refused } from "./conventions/order.ts";
export { conventions } from "./conventions/registry.ts";
export { type FileLike, fileWrapper } from "./conventions/start-response/file-wrapper.ts";
export { createHandler, type HandlerOptions } from "./create-handler.ts";
export { readEnviron, readFragment, writeEnviron, writeFragment } from "./environ.ts";
export { type ErrorCode, errorCodes, StringModelError, type Where } from "./errors.ts";
export type { Body, ErrorStream, Gone, Handler, RawHeader, RawRequest, RawResponse, ServerFacts } from "./exchange.ts";
export { defaultLimits, type Http1Limits } from "./gateways/http1/limits.ts";
export { type Http1Options, readHttp1 } from "./gateways/http1.ts";
export type { GatewayLimits } from "./gateways/limits.ts";
export type { ExchangeRecord, GatewayOptions } from "./gateways/options.ts";
export { BodyInput, type InputStream, openInput } from "./input.ts";
export { type Finding, LintError, type LintOptions } from "./lint/finding.ts";
export { lint, lintAnswer, lintEnviron } from "./lint/lint.ts";
export { type LintCode, type LintRule, lintRules, type Side } from "./lint/rules.ts";
export { lintServer, type ServerLint } from "./lint/server.ts";
export { type Loss, losses } from "./losses.ts";
export { denote, denoteEnviron, type Notation, type NotedEnviron, note, noteEnviron, noteError } from "./notation.ts";
export {
  address,
  type Chunk,
  cgiVariables,
  constant,
  defineProfile,
  type Entries,
  type Environ,
  either,
  fact,
  gatewayVariables,
  type Headers,
  only,
  type Profile,
  prefer,
  type Status,
  variable,
} from "./profile.ts";
export { forPython, type PythonVersion } from "./python-version.ts";
export { type Fact, type Fragment, facts, type Slot, slots } from "./slots.ts";
export { proposalsTable, type Table } from "./table.ts";
export { type AnswerOf, transcodeAnswer, transcodeEnviron } from "./transcode.ts";
export { type ByteString, byteString, fromBytes, fromHex, toBytes, toHex, type Wire } from "./wire.ts";
