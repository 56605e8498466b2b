/** What a gateway is under test: bytes of a request in at one end, a handler at the other, bytes of a response back. */
import type { Body, Handler, RawHeader, RawRequest, RawResponse } from "../../exchange.ts";
import { type ByteString, toBytes } from "../../wire.ts";
import { inTime } from "../case.ts";
import { drain, joined } from "../drain.ts";

/** A request as a client sends it. Strings spell bytes, one code unit a byte. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** As they are to be sent, in order. Host and, where `body` needs it, the framing are the client's to add. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Sent chunk by chunk as it comes: a list with its Content-Length, anything else without. */
  readonly body?: Body | undefined;
  /** The client goes away when it has so many bytes of the response's body. */
  readonly leaveAfter?: number | undefined;
  /** Bytes of the response's body, as they reach the client. */
  readonly onChunk?: ((chunk: Uint8Array) => void) | undefined;
}

/** What the client has got. */
export interface WireResponse {
  readonly status: number;
  readonly reason?: ByteString | undefined;
  /** Every line apart, in order. */
  readonly headers: readonly RawHeader[];
  readonly body: Uint8Array;
  /** False when the connection broke off, or the framing says that more was to come. */
  readonly complete: boolean;
}

/** What a gateway may be unable to carry, whoever's fault it is. */
export const abilities = {
  rawTarget: "the request target and the path, still percent-encoded",
  rawBytes: "8-bit bytes in a request target",
  targetForms: "request targets in absolute and asterisk form",
  wholePath: "dot segments and empty segments in a path",
  badEscapes: "a percent sign that begins no escape",
  encodedSlash: "%2F in a path",
  anyMethod: "methods that are not HTTP's own",
  repeatedHeaders: "request header lines of one name, apart",
  nonAsciiHeaders: "request header values with bytes above 0x7F",
  emptyHeaders: "request headers with an empty value",
  underscoreHeaders: "request header names with an underscore, apart from those with a hyphen",
  unsizedRequest: "a request body without Content-Length",
  streamedRequest: "a request body that is read while it is sent",
  reason: "a reason phrase",
  nonAsciiReason: "a reason phrase with bytes above 0x7F",
  nonAsciiAnswers: "response header values with bytes above 0x7F",
  emptyAnswers: "response headers with an empty value",
  streamedResponse: "a response body that arrives while it is made",
  brokenResponse: "that a response broke off",
  disconnect: "that the client has gone away",
} as const;

export type Ability = keyof typeof abilities;

export interface GatewayUnderTest {
  readonly name: string;
  /** What it cannot carry, and why; the cases that need it are left out. */
  readonly lacks?: { readonly [A in Ability]?: string } | undefined;
  /** Sends one request through the gateway to `handler`. Exchanges may overlap. */
  exchange(handler: Handler, request: WireRequest): Promise<WireResponse>;
}

/** What both ends saw. */
export interface Seen {
  readonly request: RawRequest;
  readonly body: Uint8Array;
  readonly response: WireResponse;
}

export const plain: RawResponse = { status: 200, reason: "OK" as ByteString, headers: [], body: [] };

/** One exchange, with a handler that reads the whole body and then answers. */
export async function exchanged(
  gateway: GatewayUnderTest,
  request: Partial<WireRequest>,
  answer: Partial<RawResponse> = {},
): Promise<Seen> {
  let arrived: RawRequest | undefined;
  let body: Uint8Array | undefined;
  const handler: Handler = async (request) => {
    arrived = request;
    body = joined(await drain(request.body));
    return { ...plain, ...answer };
  };
  const response = await sent(gateway, handler, request);
  if (arrived === undefined || body === undefined) throw new Error(`the handler was not called; the client got ${response.status}`);
  return { request: arrived, body, response };
}

/** One exchange with a handler of one's own. */
export const sent = (gateway: GatewayUnderTest, handler: Handler, request: Partial<WireRequest> = {}): Promise<WireResponse> =>
  inTime(gateway.exchange(handler, { method: "GET", target: "/", headers: [], ...request }), "the exchange", 20_000);

export const bytesOf = (text: string): Uint8Array => toBytes(text as ByteString);

/** The values of one name, in any case. */
export const valuesOf = (headers: readonly RawHeader[], name: string): string[] =>
  headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
