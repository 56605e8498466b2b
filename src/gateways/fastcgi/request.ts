/** One request of a connection, from FCGI_BEGIN_REQUEST to FCGI_END_REQUEST (FastCGI Specification, 6.2). */
import { consoleErrors, plainServer } from "../../cgi/server-facts.ts";
import { plainResponse } from "../../conventions/refusal.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawRequest, RawResponse } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import { requestOf } from "../cgi/request.ts";
import { contentLength } from "../cgi/variables.ts";
import type { PeerFacts } from "../connection.ts";
import { Exchange } from "../exchange.ts";
import type { GatewayLimits } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";
import { refusalOf } from "../refusals.ts";
import type { Output } from "./output.ts";
import { Params } from "./params.ts";
import { Stderr } from "./stderr.ts";
import { Stdin } from "./stdin.ts";
import { Stdout } from "./stdout.ts";
import type { Throttle } from "./throttle.ts";

/** What the requests of a connection share. */
export interface Shared {
  readonly facts: PeerFacts;
  readonly output: Output;
  readonly handler: Handler;
  readonly options: GatewayOptions;
  readonly limits: GatewayLimits;
  readonly throttle: Throttle;
  /** Called once. Broken: the web server waits for more of the response, which never comes. */
  ended(request: FastCgiRequest, broken: boolean): void;
}

export class FastCgiRequest {
  readonly id: number;
  /** Another request may follow on the connection. */
  readonly keep: boolean;
  readonly #shared: Shared;
  readonly #params: Params;
  readonly #stderr: Stderr;
  readonly #stdout: Stdout;
  readonly #since = performance.now();
  #variables: ReadonlyMap<ByteString, ByteString> | undefined;
  #stdin: Stdin | undefined;
  #exchange: Exchange | undefined;
  #broken = false;
  #over = false;

  constructor(id: number, keep: boolean, shared: Shared) {
    this.id = id;
    this.keep = keep;
    this.#shared = shared;
    this.#params = new Params(shared.limits.head);
    this.#stderr = new Stderr(shared.output, id, shared.options.server?.errors ?? consoleErrors);
    this.#stdout = new Stdout(shared.output, id, this.#stderr, () => {
      this.#broken = true;
    });
  }

  /** What it waits for. */
  get phase(): "head" | "body" | "answer" {
    if (this.#exchange === undefined) return "head";
    return this.#stdin?.awaited ? "body" : "answer";
  }

  /** Some of FCGI_PARAMS. After their end, nobody looks at it. */
  params(wire: Uint8Array): void {
    if (this.#variables === undefined) this.#orRefuse(() => this.#params.push(wire));
  }

  endParams(): void {
    if (this.#variables !== undefined) return;
    this.#orRefuse(() => {
      this.#variables = this.#params.read();
      this.#stdin = new Stdin(contentLength(this.#variables), this.#shared.limits.body);
    });
  }

  /** Some of FCGI_STDIN. */
  stdin(wire: Uint8Array): void {
    this.#orRefuse(() => this.#body().push(wire));
    // A body that is all there holds nobody back, also where nobody reads it.
    if (this.#stdin?.over) this.#shared.throttle.forget(this);
    else this.#shared.throttle.took(this, wire.length);
  }

  endStdin(): void {
    this.#orRefuse(() => this.#body().end());
    this.#shared.throttle.forget(this);
    this.start();
  }

  /** Calls the handler, as soon as it is known whether there is a body. True when that is done, or not to be. */
  start(): boolean {
    if (this.#over || this.#exchange !== undefined) return true;
    if (!this.#stdin?.known) return false;
    const stdin = this.#stdin;
    const exchange = this.#orRefuse(() => {
      const request = this.#request(stdin.body(this.#shared.throttle.flow(this)));
      return new Exchange(request, this.#stdout, this.#shared.options, () => this.#ended());
    });
    this.#exchange = exchange;
    exchange?.run(this.#shared.handler);
    return true;
  }

  /** FCGI_ABORT_REQUEST (5.4). */
  abort(): void {
    if (this.#over) return;
    this.#stdout.cancel();
    this.#leave();
  }

  /** The web server is gone. */
  lost(): void {
    if (this.#over) return;
    this.#stderr.lose();
    this.#leave();
  }

  /** No more records will come. */
  cut(): void {
    if (this.#exchange === undefined) this.abort();
    else this.giveUp();
  }

  /** The rest of its body is not waited for. */
  giveUp(): void {
    this.#stdin?.fail();
    this.#shared.throttle.forget(this);
  }

  /** It has waited too long for its records. */
  expire(): void {
    if (this.phase !== "answer") this.#instead(plainResponse(408));
  }

  #request(body: RawRequest["body"]): RawRequest {
    const { options, limits, facts } = this.#shared;
    const server = { ...(options.server ?? plainServer), errors: this.#stderr };
    const request = requestOf(this.#variables!, body, { mount: options.mount, server }, facts);
    if (request.headers.length > (limits.headers ?? Infinity)) throw tooLarge(`more than ${limits.headers} header lines`, "head");
    if ((request.target?.length ?? 0) > (limits.target ?? Infinity))
      throw tooLarge(`a target of more than ${limits.target} bytes`, "target");
    return request;
  }

  /** @throws {StringModelError} BAD_PACKET */
  #body(): Stdin {
    if (this.#stdin === undefined) throw new StringModelError("BAD_PACKET", "FCGI_STDIN before the end of FCGI_PARAMS");
    return this.#stdin;
  }

  #orRefuse<T>(step: () => T): T | undefined {
    if (this.#over) return undefined;
    try {
      return step();
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      this.#instead(refusalOf(error));
      return undefined;
    }
  }

  /** Answers this, where no answer has begun. The rest of the request is not waited for. */
  #instead(response: RawResponse): void {
    this.giveUp();
    if (this.#exchange === undefined) this.#refuse(response);
    else this.#exchange.respond(response);
  }

  #refuse(response: RawResponse): void {
    const body = response.body as readonly Uint8Array[];
    const bytes = body.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#stdout.head(response, bytes);
    for (const chunk of body) this.#stdout.chunk(chunk);
    this.#stdout.end();
    const milliseconds = performance.now() - this.#since;
    this.#shared.options.onExchange?.({ status: response.status, bytes, milliseconds, ended: "whole" });
    this.#ended();
  }

  #leave(): void {
    this.giveUp();
    if (this.#exchange === undefined) this.#ended();
    else this.#exchange.gone();
  }

  #ended(): void {
    this.#over = true;
    this.#stdin?.close();
    this.#shared.throttle.forget(this);
    this.#shared.ended(this, this.#broken);
  }
}

const tooLarge = (detail: string, key: string): StringModelError => new StringModelError("TOO_LARGE", detail, { key });
