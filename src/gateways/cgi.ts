/** CGI: one process a request, variables in its environment, the body on standard input, the answer on standard output. */
import { readFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { StringModelError } from "../errors.ts";
import type { Body, ErrorStream, Handler, RawRequest, RawResponse, ServerFacts } from "../exchange.ts";
import type { ByteString } from "../wire.ts";
import { environmentOf, reencoded } from "./cgi/environment.ts";
import { cgiHead } from "./cgi/head.ts";
import { refuse } from "./cgi/refuse.ts";
import { requestOf } from "./cgi/request.ts";
import { firstBytes, untilEnd } from "./cgi/standard-input.ts";
import { StandardOutput } from "./cgi/standard-output.ts";
import { UntilClosed } from "./cgi/until-closed.ts";
import { bodyLength, type Variables, valueOf } from "./cgi/variables.ts";
import { Exchange } from "./exchange.ts";
import { limitsOf } from "./limits.ts";
import type { Ended, GatewayOptions } from "./options.ts";
import { refusalOf } from "./refusals.ts";

/** What is not given is the process's own. */
export interface CgiOptions extends GatewayOptions {
  /** Variables and their values, as bytes. */
  readonly env?: Variables | undefined;
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  readonly stdout?: Writable | undefined;
  readonly stderr?: Pick<Writable, "write"> | undefined;
}

/**
 * Answers the request that this process was started for (RFC 3875): `process.exitCode = await serveCgi(handler)`.
 *
 * Resolves with 0 when the answer is whole, and with 1 when it broke off or nobody reads it any more. The environment is read
 * from `/proc/self/environ`, where every byte is; where that is not, `process.env` has lost what is no UTF-8, and a request of
 * which it did is refused. A request that is refused is answered with 400, 413, 414 or 431, and the reason is written to
 * standard error. Without PATH_INFO, it is empty (RFC 3875, 4.1.5). Without CONTENT_LENGTH there is no
 * body, unless HTTP_TRANSFER_ENCODING says that there was one: it then goes on to the end of standard input.
 */
export async function serveCgi(handler: Handler, options: CgiOptions = {}): Promise<number> {
  const since = performance.now();
  const settings: CgiOptions = { ...options, server: options.server ?? factsOf(options.stderr ?? process.stderr) };
  let exchange: Exchange | undefined;
  const stdout = new StandardOutput(options.stdout ?? process.stdout, () => exchange?.gone());
  const writer = new UntilClosed(stdout, cgiHead);
  const request = readOrRefuse(settings, (response) => refuse(writer, response, settings, since));
  const ended = await new Promise<Ended>((resolve) => {
    if (request === undefined) resolve("whole");
    else {
      exchange = new Exchange(request, writer, settings, resolve);
      exchange.run(handler);
    }
  });
  await stdout.flushed();
  // What is left on standard input would keep the process waiting for more. Not waited for: a read may be under way.
  if (request !== undefined && Symbol.asyncIterator in request.body) request.body[Symbol.asyncIterator]().return?.();
  return ended === "whole" ? 0 : 1;
}

/** The request. Where there is none, the web server's log says why, and its client something. */
function readOrRefuse(options: CgiOptions, refuse: (response: RawResponse) => void): RawRequest | undefined {
  try {
    return readRequest(options);
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    options.server?.errors.write(`${error.message}\n`);
    refuse(refusalOf(error));
    return undefined;
  }
}

function readRequest(options: CgiOptions): RawRequest {
  const variables = new Map(options.env ?? ownEnvironment());
  const pathInfo = "PATH_INFO" as ByteString;
  variables.set(pathInfo, variables.get(pathInfo) ?? ("" as ByteString));
  return requestOf(variables, bodyOf(variables, options), options);
}

/** Apache passes a chunked body on, without its chunks and without CONTENT_LENGTH, and ends the input after it. */
function bodyOf(variables: Variables, options: CgiOptions): Body {
  const length = bodyLength(variables, options);
  if (length === undefined && valueOf(variables, "HTTP_TRANSFER_ENCODING")?.toLowerCase() === "chunked")
    return untilEnd(options.stdin ?? process.stdin, limitsOf(options.limits).body);
  return length === undefined || length === 0 ? [] : firstBytes(options.stdin ?? process.stdin, length);
}

function ownEnvironment(): Variables {
  return process.platform === "linux" ? environmentOf(readFileSync("/proc/self/environ")) : reencoded(process.env);
}

function factsOf(stderr: Pick<Writable, "write">): ServerFacts {
  const errors: ErrorStream = {
    write: (text) => void stderr.write(text),
    writelines: (lines) => {
      for (const line of lines) stderr.write(line);
    },
    flush() {},
  };
  return { multithread: false, multiprocess: true, runOnce: true, errors };
}
