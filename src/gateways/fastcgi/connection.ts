/** One connection of a web server: records in, requests side by side, records out (FastCGI Specification, 3 to 5). */
import { StringModelError } from "../../errors.ts";
import type { Handler } from "../../exchange.ts";
import type { Wire } from "../../wire.ts";
import type { Connection, Peer, Phase, Protocol } from "../connection.ts";
import { limitsOf } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";
import { joined } from "./params.ts";
import {
  endRequest,
  keepConnection,
  type OutgoingRecord,
  protocolStatuses,
  type RecordHeader,
  responder,
  types,
  uint16,
  unknownType,
  writeRecords,
} from "./record.ts";
import { RecordReader, type RecordSink } from "./record-reader.ts";
import { FastCgiRequest, type Shared } from "./request.ts";
import { Throttle } from "./throttle.ts";
import { answerTo, type Capacity, multiplexing, questionsOf } from "./values.ts";

export const fastcgiProtocol =
  (capacity: Capacity): Protocol =>
  (peer, handler, options) =>
    new FastCgiConnection(capacity, peer, handler, options);

class FastCgiConnection implements Connection, RecordSink {
  readonly #capacity: Capacity;
  readonly #peer: Peer;
  readonly #throttle: Throttle;
  readonly #shared: Shared;
  readonly #reader = new RecordReader(this);
  /** By id, from FCGI_BEGIN_REQUEST to FCGI_END_REQUEST (3.3). */
  readonly #requests = new Map<number, FastCgiRequest>();
  /** Those of which the handler has not been called. */
  readonly #unstarted = new Set<FastCgiRequest>();
  #header!: RecordHeader;
  /** Content that is looked at when all of it is there: of management records, and of FCGI_BEGIN_REQUEST. */
  #parts: Uint8Array[] = [];
  #served = 0;
  /** The web server takes less than it is sent. */
  #behind = false;
  /** No request is taken any more. */
  #closing = false;
  /** The next request is the last. */
  #last = false;
  /** A response has broken off. */
  #broken = false;
  #over = false;

  constructor(capacity: Capacity, peer: Peer, handler: Handler, options: GatewayOptions) {
    this.#capacity = capacity;
    this.#peer = peer;
    this.#throttle = new Throttle(peer);
    this.#shared = {
      facts: peer.facts,
      output: { write: (wire) => this.#write(wire), drained: () => peer.drained() },
      handler,
      options,
      limits: limitsOf(options.limits),
      throttle: this.#throttle,
      ended: (request, broken) => this.#ended(request, broken),
    };
  }

  get served(): number {
    return this.#served;
  }

  /** One body that is waited for is enough; a head that is late counts where no other request is being answered. */
  get phase(): Phase {
    if (this.#requests.size === 0) return this.#reader.midway ? "head" : "idle";
    if (this.#throttle.blocked) return "body";
    const phases = new Set(Array.from(this.#requests.values(), ({ phase }) => phase));
    if (phases.has("body")) return "body";
    return phases.has("answer") ? "answer" : "head";
  }

  receive(wire: Uint8Array): void {
    try {
      this.#reader.receive(wire);
      for (const request of this.#unstarted) if (request.start()) this.#unstarted.delete(request);
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      // Where the next record begins is unknown, and there is no record that says so.
      this.#destroy();
    }
  }

  finish(): void {
    for (const request of this.#requests.values()) request.cut();
    this.#close();
  }

  lost(): void {
    this.#stop();
    for (const request of this.#requests.values()) request.lost();
  }

  drain(): void {
    if (this.#requests.size > 0) this.#closing = true;
    else this.#last = true;
  }

  expire(): void {
    const { phase } = this;
    if (phase === "answer") {
      this.#destroy();
      return;
    }
    const requests = [...this.#requests.values()];
    if (this.#throttle.blocked) for (const request of requests.filter((one) => this.#throttle.holds(one))) request.giveUp();
    else for (const request of requests) request.expire();
    if (phase !== "body") this.#close();
  }

  /* ---- records ---------------------------------------------------------------- */

  begin(header: RecordHeader): void {
    this.#header = header;
    this.#parts = [];
    if (header.type === types.beginRequest && header.id !== 0 && header.contentLength !== 8)
      throw new StringModelError("BAD_PACKET", "FCGI_BEGIN_REQUEST is eight bytes");
  }

  content(wire: Uint8Array): void {
    const { type, id } = this.#header;
    if (id === 0 || type === types.beginRequest) this.#parts.push(wire);
    else if (type === types.params) this.#requests.get(id)?.params(wire);
    else if (type === types.stdin) this.#requests.get(id)?.stdin(wire);
  }

  end(): void {
    const { type, id, contentLength } = this.#header;
    if (id === 0) this.#manage(type, joined(this.#parts, contentLength));
    else if (type === types.beginRequest) this.#begin(id, joined(this.#parts, contentLength));
    // Of an id that is not in use, nothing else is looked at (3.3).
    else if (type === types.abortRequest) this.#requests.get(id)?.abort();
    else if (contentLength === 0 && type === types.params) this.#requests.get(id)?.endParams();
    else if (contentLength === 0 && type === types.stdin) this.#requests.get(id)?.endStdin();
  }

  #manage(type: number, content: Uint8Array): void {
    if (type !== types.getValues) {
      this.#reply(unknownType(type));
      return;
    }
    const questions = questionsOf(content);
    if (questions.includes(multiplexing)) this.#throttle.share();
    this.#reply(answerTo(questions, this.#capacity));
  }

  #begin(id: number, content: Uint8Array): void {
    if (this.#requests.has(id)) throw new StringModelError("BAD_PACKET", "a request begins whose id is in use");
    const keep = (content[2]! & keepConnection) !== 0;
    const refusal = this.#refusalOf(uint16(content, 0));
    if (refusal !== undefined) {
      this.#reply(endRequest(id, 0, refusal));
      this.#counted(keep);
      return;
    }
    if (this.#last) this.#closing = true;
    if (this.#requests.size > 0) this.#throttle.share();
    const request = new FastCgiRequest(id, keep, this.#shared);
    this.#requests.set(id, request);
    this.#unstarted.add(request);
  }

  #refusalOf(role: number): number | undefined {
    if (role !== responder) return protocolStatuses.unknownRole;
    if (this.#closing) return protocolStatuses.overloaded;
    if (this.#requests.size < this.#capacity.requests) return undefined;
    return this.#capacity.requests === 1 ? protocolStatuses.cannotMultiplex : protocolStatuses.overloaded;
  }

  /* ---- ends ------------------------------------------------------------------- */

  #ended(request: FastCgiRequest, broken: boolean): void {
    this.#requests.delete(request.id);
    this.#unstarted.delete(request);
    this.#catchUp();
    // The others are answered first; the connection, reset, then says that this one is not whole.
    this.#broken ||= broken;
    this.#counted(request.keep && !broken);
  }

  #counted(keep: boolean): void {
    this.#served++;
    if (!keep) this.#closing = true;
    this.#endIfDone();
  }

  #reply(record: OutgoingRecord): void {
    this.#write(writeRecords([record]));
    this.#catchUp();
  }

  #write(wire: Wire): boolean {
    const room = this.#peer.write(wire);
    if (!room) this.#behind = true;
    return room;
  }

  /** A web server that asks and does not listen is not listened to. */
  #catchUp(): void {
    if (!this.#behind) return;
    this.#behind = false;
    this.#throttle.catchUp();
  }

  #close(): void {
    this.#closing = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#closing || this.#over || this.#requests.size > 0) return;
    this.#stop();
    // nginx takes a plain end for that of a whole response, unless it buffers.
    if (this.#broken) this.#peer.drained().then(() => this.#peer.destroy());
    else this.#peer.end();
  }

  #destroy(): void {
    if (this.#over) return;
    this.lost();
    this.#peer.destroy();
  }

  #stop(): void {
    this.#over = true;
    this.#reader.stop();
  }
}
