/**
 * A connection that carries one request: a head of variables, a body of CONTENT_LENGTH bytes, and an answer that ends with the
 * connection. SCGI and uwsgi differ in the heads alone.
 */
import { plainResponse } from "../../conventions/refusal.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawResponse } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import type { Connection, Peer, Phase, Protocol } from "../connection.ts";
import { Exchange } from "../exchange.ts";
import { IncomingBody } from "../incoming-body.ts";
import { limitsOf } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";
import { refusalOf } from "../refusals.ts";
import { IncomingHead, type Measure } from "./incoming-head.ts";
import { refuse } from "./refuse.ts";
import { requestOf } from "./request.ts";
import { UntilClosed } from "./until-closed.ts";
import { bodyLength, type Variables } from "./variables.ts";

/** How a protocol spells its heads. */
export interface Form {
  readonly measure: Measure;
  /** Of a head that is all there, framing included. @throws {StringModelError} */
  readHead(wire: Uint8Array): Variables;
  /** Of a response, the empty line included. */
  responseHead(response: RawResponse): ByteString;
}

export const oneRequest =
  (form: Form): Protocol =>
  (peer, handler, options) =>
    new OneRequest(form, peer, handler, options);

class OneRequest implements Connection {
  readonly #form: Form;
  readonly #peer: Peer;
  readonly #handler: Handler;
  readonly #options: GatewayOptions;
  readonly #head: IncomingHead;
  readonly #writer: UntilClosed;
  readonly #since = performance.now();
  #exchange: Exchange | undefined;
  #body: IncomingBody | undefined;
  /** Bytes of it that are still to come. */
  #bodyLeft = 0;
  /** Something has come. */
  #begun = false;
  served = 0;

  constructor(form: Form, peer: Peer, handler: Handler, options: GatewayOptions) {
    this.#form = form;
    this.#peer = peer;
    this.#handler = handler;
    this.#options = options;
    this.#head = new IncomingHead(form.measure, limitsOf(options.limits).head);
    this.#writer = new UntilClosed(peer, form.responseHead);
  }

  get phase(): Phase {
    if (this.#waitsForHead) return this.#begun ? "head" : "idle";
    return this.#body?.awaited && !this.#writer.begun ? "body" : "answer";
  }

  get #waitsForHead(): boolean {
    return this.#exchange === undefined && this.served === 0;
  }

  /** What follows the body is no part of the request, and dropped. */
  receive(wire: Uint8Array): void {
    this.#begun = true;
    if (!this.#waitsForHead) this.#receiveBody(wire);
    else {
      try {
        const parts = this.#head.push(wire);
        if (parts !== undefined) this.#begin(...parts);
      } catch (error) {
        if (!(error instanceof StringModelError)) throw error;
        if (error.code !== "TRUNCATED") this.#refuse(refusalOf(error));
      }
    }
  }

  #begin(head: Uint8Array, rest: Uint8Array): void {
    const variables = this.#form.readHead(head);
    const length = bodyLength(variables, this.#options) ?? 0;
    const body = length <= rest.length ? chunksOf(rest.subarray(0, length)) : new IncomingBody(this.#peer);
    const request = requestOf(variables, body, this.#options, this.#peer.facts);
    if (body instanceof IncomingBody) {
      this.#body = body;
      this.#bodyLeft = length - rest.length;
      body.push(rest);
    }
    this.#exchange = new Exchange(request, this.#writer, this.#options, () => this.#done());
    this.#exchange.run(this.#handler);
  }

  #receiveBody(wire: Uint8Array): void {
    if (this.#bodyLeft === 0) return;
    const chunk = wire.subarray(0, this.#bodyLeft);
    this.#bodyLeft -= chunk.length;
    this.#body?.push(chunk);
    if (this.#bodyLeft === 0) this.#body?.end();
  }

  #refuse(response: RawResponse): void {
    this.served = 1;
    refuse(this.#writer, response, this.#options, this.#since);
  }

  #done(): void {
    this.served = 1;
    this.#body?.leave();
  }

  /** Half a request is none; a whole one is answered to a peer that has only stopped to send. */
  finish(): void {
    if (this.#waitsForHead) this.#peer.destroy();
    else if (this.#bodyLeft > 0) this.#body?.fail();
  }

  lost(): void {
    this.#body?.fail();
    this.#exchange?.gone();
  }

  /** There is no request after the one. */
  drain(): void {}

  expire(): void {
    const { phase } = this;
    if (phase === "idle") {
      this.served = 1;
      this.#peer.end();
      return;
    }
    if (phase === "head") {
      this.#refuse(plainResponse(408));
      return;
    }
    // Before the answer, whose end would be the end of the body too.
    this.#body?.fail();
    if (phase === "body") this.#exchange?.respond(plainResponse(408));
    else this.#peer.destroy();
    this.lost();
  }
}

const chunksOf = (wire: Uint8Array): Uint8Array[] => (wire.length > 0 ? [wire] : []);
