/** Requests and Responses of the Fetch Standard under test, with Node's own classes. */
import { fetchHandler } from "../../../src/gateways/fetch.ts";
import type { GatewayUnderTest, WireRequest } from "../../../src/testing/testing.ts";
import type { ByteString } from "../../../src/wire.ts";
import { quiet } from "./quiet.ts";

export const origin = "http://example.org";

const lacks = {
  rawTarget: "a URL is serialised: what it escapes is not as it was sent",
  rawBytes: "a URL is text, and is encoded as UTF-8",
  wholePath: "dot segments are resolved",
  targetForms: "a Request's URL is absolute, and has a path",
  anyMethod: "the case of known methods is normalised",
  repeatedHeaders: "Headers joins them",
} as const;

export const fetchGateway = (options = quiet): GatewayUnderTest => ({
  name: "fetch",
  lacks,
  async exchange(handler, sent) {
    const response = await fetchHandler(handler, options)(requestOf(sent));
    const headers = [...response.headers] as [ByteString, ByteString][];
    const { body, complete } = await read(response, sent);
    return { status: response.status, reason: response.statusText as ByteString, headers, body, complete };
  },
});

function requestOf({ method, target, headers, body }: WireRequest): Request {
  const sized = Array.isArray(body) ? [["content-length", String(body.reduce((sum, chunk) => sum + chunk.length, 0))]] : [];
  return new Request(`${origin}${target}`, {
    method,
    headers: [["host", "example.org"], ...headers, ...sized] as [string, string][],
    ...(body !== undefined && { body: ReadableStream.from(body), duplex: "half" }),
  });
}

async function read({ body }: Response, { leaveAfter = Infinity, onChunk }: WireRequest) {
  const got: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  try {
    while (reader !== undefined) {
      if (length >= leaveAfter) await reader.cancel();
      const { done, value } = await reader.read();
      if (done) break;
      got.push(value);
      length += value.length;
      onChunk?.(value);
    }
  } catch {
    return { body: Buffer.concat(got), complete: false };
  }
  return { body: Buffer.concat(got), complete: true };
}
