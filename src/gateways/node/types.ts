/** What is used of Node's requests and responses: node:http's, node:https's, and those of node:http2's compatibility API. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** Of Express, too. */
export type NodeRequest = (IncomingMessage | Http2ServerRequest) & {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly authority?: string;
  readonly stream?: Http2ServerRequest["stream"];
};

export type NodeResponse = ServerResponse | Http2ServerResponse;
