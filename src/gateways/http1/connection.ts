/** One connection of HTTP/1.1: requests and answers in their order (RFC 9112, 9). No sockets in here. */
import { plainResponse } from "../../conventions/refusal.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawRequest, RawResponse } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import type { Connection, Peer, Phase, Protocol } from "../connection.ts";
import { Exchange } from "../exchange.ts";
import { type Http1Options, toRequest } from "../http1.ts";
import { IncomingBody } from "../incoming-body.ts";
import { type GatewayLimits, limitsOf, mostDropped } from "../limits.ts";
import type { Ended, GatewayOptions } from "../options.ts";
import { refusalOf } from "../refusals.ts";
import { Gathered } from "./gathered.ts";
import type { RequestHead } from "./head.ts";
import { expectation, persists } from "./persistence.ts";
import { type BegunRequest, beginRequest } from "./request.ts";
import { Http1Writer } from "./respond.ts";
import type { BodyReader } from "./streamed.ts";

export const http1Protocol: Protocol = (peer, handler, options) => new Http1Connection(peer, handler, options);

class Http1Connection implements Connection {
  served = 0;
  readonly #peer: Peer;
  readonly #handler: Handler;
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #writer: Http1Writer;
  /** For requests that name a host, and for those that don't. */
  readonly #facts: Http1Options;
  readonly #hostless: Http1Options;
  /** A head that has not wholly come, or what came after a request that is not answered yet. */
  readonly #unread = new Gathered();
  #exchange: Exchange | undefined;
  /** The handler's end of a body that is still to come. */
  #body: IncomingBody | undefined;
  /** Our end of it. */
  #rest: BodyReader | undefined;
  /** Bytes that it is known to be, of those that have not come. */
  #missing = 0;
  #dropped = 0;
  /** The peer has been asked to wait, as there are requests before its next. */
  #waits = false;
  #looping = false;
  /** The peer has not taken the answers that it has: until it does, nothing of it is read. */
  #behind = false;
  /** Nothing more will come. */
  #finished = false;
  #draining = false;
  #closed = false;

  constructor(peer: Peer, handler: Handler, options: GatewayOptions) {
    const { remoteAddr, remotePort, localAddr, localPort, scheme } = peer.facts;
    this.#peer = peer;
    this.#handler = handler;
    this.#options = options;
    this.#limits = limitsOf(options.limits);
    this.#writer = new Http1Writer(peer, (whole) => this.#goesOn(whole));
    this.#facts = { scheme, remoteAddr, remotePort, mount: options.mount, server: options.server };
    this.#hostless = { ...this.#facts, serverName: localAddr, serverPort: localPort };
  }

  get phase(): Phase {
    if (this.#exchange !== undefined) return this.#body?.awaited ? "body" : "answer";
    if (this.#closed || this.#behind) return "answer";
    if (this.#rest !== undefined) return "rest";
    return this.#unread.length > 0 ? "head" : "idle";
  }

  receive(wire: Uint8Array): void {
    if (this.#closed) return;
    if (this.#rest === undefined) this.#take(wire);
    else {
      const end = this.#readBody(this.#rest, wire);
      if (end < wire.length && !this.#closed) this.#take(wire.subarray(end));
    }
  }

  finish(): void {
    this.#finished = true;
    if (this.#closed) return;
    if (this.#rest !== undefined) this.#badBody(cutShort());
    else if (this.#free) this.#endOfRequests();
  }

  lost(): void {
    this.#closed = true;
    this.#body?.fail();
    this.#exchange?.gone();
  }

  drain(): void {
    this.#draining = true;
    this.#writer.keepAlive = false;
  }

  expire(): void {
    const { phase } = this;
    const exchange = this.#exchange;
    if (exchange?.started || this.#behind) this.#lose();
    else if (exchange !== undefined) this.#answerFor(exchange, plainResponse(phase === "body" ? 408 : 503));
    else if (phase === "head") this.#refuse(plainResponse(408));
    else this.#close();
  }

  /** Nobody takes the answer. */
  #lose(): void {
    this.#peer.destroy();
    this.lost();
  }

  /* ---- requests --------------------------------------------------------------- */

  #take(wire: Uint8Array): void {
    const again = this.#unread.add(wire);
    if (this.#exchange !== undefined || this.#behind) this.#wait();
    else if (again) this.#readOn();
  }

  /** The peer's next requests have to wait for the answer to this one, and so has the peer. */
  #wait(): void {
    if (this.#waits) return;
    this.#waits = true;
    this.#peer.pause();
  }

  /** Reads and runs what is there, until something has to be waited for. */
  #readOn(): void {
    if (this.#looping) return;
    this.#looping = true;
    while (this.#free && this.#unread.length > 0) {
      const request = this.#next();
      if (request === undefined) break;
      this.#run(request);
    }
    this.#looping = false;
    if (this.#exchange !== undefined) {
      if (this.#unread.length > 0) this.#wait();
    } else if (this.#free && this.#finished) this.#endOfRequests();
    else if (this.#waits && !this.#behind) this.#resume();
  }

  get #free(): boolean {
    return !this.#closed && !this.#behind && this.#exchange === undefined && this.#rest === undefined;
  }

  #resume(): void {
    this.#waits = false;
    this.#peer.resume();
  }

  /** The next request, out of what is unread; undefined where it is not complete, or refused. */
  #next(): BegunRequest | undefined {
    const unread = this.#unread;
    const { wire } = unread;
    try {
      const request = beginRequest(wire, this.#limits);
      unread.clear();
      if (request.end < wire.length) unread.add(wire.subarray(request.end));
      return request;
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      if (error.code !== "TRUNCATED") this.#refuse(refusalOf(error));
      return undefined;
    }
  }

  #run({ head, chunks, rest }: BegunRequest): void {
    const expected = expectation(head);
    this.#writer.begin(head.protocol, !this.#draining && persists(head));
    this.#rest = rest;
    this.#dropped = 0;
    this.#missing = rest === undefined ? 0 : missingOf(head, chunks);
    const body = rest === undefined ? chunks : this.#incoming(chunks, expected === "continue");
    const exchange = new Exchange(this.#requestOf(head, body), this.#writer, this.#options, this.#ended);
    this.#exchange = exchange;
    if (expected === "unknown") exchange.respond(plainResponse(417));
    else exchange.run(this.#handler);
  }

  #requestOf(head: RequestHead, body: RawRequest["body"]): RawRequest {
    return toRequest(head, body, head.hostAt === -1 && head.parts.authority === undefined ? this.#hostless : this.#facts);
  }

  /** Nothing more will come, and no request is under way. */
  #endOfRequests(): void {
    if (this.#unread.length === 0) this.#close();
    else this.#refuse(refusalOf(cutShort()));
  }

  /* ---- bodies ----------------------------------------------------------------- */

  #incoming(chunks: readonly Uint8Array[], expectsContinue: boolean): IncomingBody {
    const peer = this.#peer;
    const persists = this.#writer.keepAlive;
    const body = new IncomingBody({
      pause: () => peer.pause(),
      // Of a body that has come, requests behind it go on waiting.
      resume: () => this.#waits || peer.resume(),
      wanted: () => expectsContinue && this.#continue(persists),
    });
    for (const chunk of chunks) body.push(chunk);
    // A client that was not told to go on may send its body all the same, or not: what comes next, nobody knows (RFC 9110, 10.1.1).
    if (expectsContinue) this.#writer.keepAlive = false;
    this.#body = body;
    return body;
  }

  #continue(persists: boolean): void {
    if (this.#exchange?.started) return;
    this.#writer.keepAlive = persists && !this.#draining;
    this.#peer.write("HTTP/1.1 100 Continue\r\n\r\n" as ByteString);
  }

  /** The offset after what of the body is in `wire`. */
  #readBody(rest: BodyReader, wire: Uint8Array): number {
    let end: number;
    try {
      end = rest(wire, 0, (chunk) => {
        this.#missing -= chunk.length;
        this.#body?.push(chunk);
      });
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      this.#badBody(error);
      return wire.length;
    }
    if (end !== -1) {
      this.#rest = undefined;
      this.#body?.end();
      return end;
    }
    if (this.#exchange === undefined) this.#drop(wire.length);
    return wire.length;
  }

  /** False before an answer whose request leaves more than is dropped. Of a body that nobody has asked for by then, nobody is taken to read. */
  #goesOn(whole: boolean): boolean {
    return this.#missing <= mostDropped || (!whole && this.#body?.wanted === true);
  }

  /** The answer is out, and its request goes on. */
  #drop(bytes: number): void {
    this.#dropped += bytes;
    if (this.#dropped > mostDropped) this.#close();
  }

  /** The body cannot be read on, nor can anything after it. */
  #badBody(error: StringModelError): void {
    const exchange = this.#exchange;
    this.#rest = undefined;
    this.#draining = true;
    this.#unread.clear();
    if (exchange === undefined) this.#close();
    else if (exchange.started) this.#body?.fail(error);
    else this.#answerFor(exchange, refusalOf(error), error);
  }

  /* ---- answers ---------------------------------------------------------------- */

  /** Instead of the handler, which is told that its client has gone. */
  #answerFor(exchange: Exchange, response: RawResponse, why?: StringModelError): void {
    this.#writer.keepAlive = false;
    this.#body?.fail(why);
    exchange.respond(response);
  }

  /** A request that could not be read is refused, and nothing after it is read. */
  #refuse(response: RawResponse): void {
    const [body] = response.body as Uint8Array[];
    const bytes = body!.length;
    this.#writer.begin("HTTP/1.1" as ByteString, false);
    this.#writer.head(response, bytes, false);
    this.#writer.chunk(body!);
    this.#writer.end();
    this.#close();
    this.#options.onExchange?.({ status: response.status, bytes, milliseconds: 0, ended: "whole" });
  }

  readonly #ended = (ended: Ended): void => {
    const body = this.#body;
    this.served++;
    this.#exchange = undefined;
    this.#body = undefined;
    body?.close();
    if (this.#closed) return;
    if (ended !== "whole") this.#closed = true;
    else if (!this.#writer.keepAlive || this.#draining) this.#close();
    else if (!this.#writer.room) this.#catchUp();
    else this.#readOn();
  };

  /** Who sends requests and does not read the answers would fill the memory. */
  async #catchUp(): Promise<void> {
    this.#behind = true;
    this.#wait();
    await this.#peer.drained();
    this.#behind = false;
    if (!this.#closed) this.#readOn();
  }

  /** Ends the connection. What still comes is dropped, so that the peer reads the answer before it finds that nobody listens. */
  #close(): void {
    this.#closed = true;
    this.#unread.clear();
    this.#resume();
    this.#peer.end();
  }
}

/** How much of a body has not come with its head; 0 where nobody knows. */
function missingOf({ bodyLength }: RequestHead, chunks: readonly Uint8Array[]): number {
  if (bodyLength === "chunked") return 0;
  return chunks.reduce((left, { length }) => left - length, bodyLength);
}

const cutShort = (): StringModelError => new StringModelError("TRUNCATED", "the connection ends here");
