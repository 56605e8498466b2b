/** Every gateway as the matrix runs it: what it carries of a message, and what it cannot. */
import type { RawRequest } from "../../../src/exchange.ts";
import type { GatewayOptions } from "../../../src/gateways/options.ts";
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import type { Observation } from "../../matrix/observe.ts";
import { ajpInMemory } from "../under-test/ajp.ts";
import { cgiHost } from "../under-test/cgi.ts";
import { fastcgiInMemory } from "../under-test/fastcgi.ts";
import { fetchGateway } from "../under-test/fetch.ts";
import { http1InMemory } from "../under-test/http1.ts";
import { nodeHttp } from "../under-test/node.ts";
import { scgiInMemory } from "../under-test/scgi.ts";
import { uwsgiInMemory } from "../under-test/uwsgi.ts";
import { asHeaders, asIs, asResponse, asVariables, inLowerCase, type Lines, lengthLast, lowerCase, plain } from "./carried.ts";

export interface MatrixGateway {
  readonly name: string;
  gateway(options: GatewayOptions): GatewayUnderTest;
  /** What is left of a request's header lines, on both sides of a comparison. */
  asked(lines: Lines): Lines;
  /** The same of an answer. */
  answered(answer: Observation): Observation;
  /** Lines of its own, by name in lower case, and why. */
  readonly adds: { readonly [name: string]: string };
  /** Cases that cannot come through, and why. */
  readonly leftOut: { readonly [name: string]: string };
}

/* ---- what is left out ---------------------------------------------------------------- */

/** What no client can send. */
export const unsendable: MatrixGateway["leftOut"] = {
  "a body that goes on after Content-Length": "what follows is the next request",
  "a body that ends before Content-Length": "it never arrives whole, of which test/gateways/*-safety.test.ts speak",
  "a body at hand beyond the limit": "whether it is at hand depends on the packets that it comes in",
};

const forms = { "the environ of an absolute form": "the web server has taken it apart" };

/* ---- all of them ----------------------------------------------------------------------- */

const ofHttp = {
  date: "a server's own (RFC 9110, 6.6.1)",
  "content-length": "where the body is all there",
  "transfer-encoding": "where it is not",
};

const variables = { asked: asVariables, answered: plain, adds: {}, leftOut: forms };

/** So few that a body comes in several. */
const bytesAtATime = 13;

export const gateways: readonly MatrixGateway[] = [
  {
    name: "node:http",
    gateway: nodeHttp,
    asked: asIs,
    answered: lengthLast,
    adds: { ...ofHttp, connection: "whether it is kept", "keep-alive": "and for how long" },
    leftOut: { "the environ of raw bytes in the target": "Node answers 400" },
  },
  { name: "http1", gateway: http1InMemory, asked: asIs, answered: plain, adds: ofHttp, leftOut: {} },
  { name: "FastCGI", gateway: fastcgiInMemory, ...variables },
  { name: "SCGI", gateway: (options) => scgiInMemory(bytesAtATime, options), ...variables },
  { name: "uwsgi", gateway: (options) => uwsgiInMemory(bytesAtATime, options), ...variables },
  {
    name: "AJP",
    gateway: ajpInMemory,
    asked: inLowerCase,
    answered: lowerCase,
    adds: {},
    leftOut: { ...forms, "a length beyond the limit": "the first packet of a body comes with the head, and holds all of it" },
  },
  {
    name: "fetch",
    gateway: fetchGateway,
    asked: asHeaders,
    answered: asResponse,
    adds: {},
    leftOut: {
      "the environ of *": "a Request's URL has a path",
      "the environ of an absolute form": "and is absolute",
      "the environ of raw bytes in the target": "a URL is text, and is encoded as UTF-8",
      "the environ of escapes that are kept, and one that is bad": "dot segments are resolved",
      "a status that nobody has registered": "a Response's is from 200 to 599",
    },
  },
];

/** A process a request, whose standard error is its server's, and which alone knows why a response broke off. */
export const cgi = (program: () => string): MatrixGateway => ({
  name: "CGI",
  gateway: ({ server }) => {
    const host = cgiHost(program);
    return { ...host, exchange: (handler, request) => host.exchange((arrived) => handler({ ...arrived, server: server! }), request) };
  },
  ...variables,
  answered: (answer) => ({ ...answer, ended: ["whole", "left"].includes(answer.ended) ? answer.ended : "broken", log: "" }),
});

/** What the application is told of a request, on both sides. */
export const asked = ({ asked }: MatrixGateway, request: RawRequest): RawRequest => ({ ...request, headers: asked(request.headers) });
