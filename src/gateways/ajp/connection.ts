/** One connection of a web server: a request at a time, its body asked for packet by packet. */
import { plainResponse } from "../../conventions/refusal.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler } from "../../exchange.ts";
import type { Connection, Peer, Phase } from "../connection.ts";
import { Exchange } from "../exchange.ts";
import { IncomingBody } from "../incoming-body.ts";
import { type GatewayLimits, limitsOf } from "../limits.ts";
import type { Ended, GatewayOptions } from "../options.ts";
import { statusOf } from "../refusals.ts";
import { cping, forwardRequest } from "./codes.ts";
import { readData } from "./data.ts";
import { type ForwardRequest, readForwardRequest } from "./forward-request.ts";
import { defaultPacketSize, Packets } from "./packet.ts";
import { bodyLength, toRequest } from "./request.ts";
import { AjpResponse, askPacket, chunkPackets, cpong, endPacket, headPacket } from "./response.ts";
import { sameSecret } from "./secret.ts";

export interface AjpOptions extends GatewayOptions {
  /** What the web server has to know: `secret=` of Apache's ProxyPass. A request without it gets 403. By default nothing is asked. */
  readonly secret?: string | undefined;
  /** Bytes of a packet, either way: Apache's ProxyIOBufferSize, from 8192 (unless told) to 65536. */
  readonly packetSize?: number | undefined;
}

/** AJP/1.3 from the container's side (`Protocol` in connection.ts). */
export const ajpProtocol = (peer: Peer, handler: Handler, options: AjpOptions): Connection => new AjpConnection(peer, handler, options);

class AjpConnection implements Connection {
  readonly #peer: Peer;
  readonly #handler: Handler;
  readonly #options: AjpOptions;
  readonly #limits: GatewayLimits;
  readonly #packetSize: number;
  readonly #packets: Packets;
  #served = 0;
  /** A request whose first body packet, which comes unasked, is not here yet. */
  #waiting: ForwardRequest | undefined;
  #exchange: Exchange | undefined;
  #body: IncomingBody | undefined;
  /** Bytes of the body that have not come. */
  #left = 0;
  #taken = 0;
  /** The next packet is one of the body: it comes unasked, or was asked for. */
  #due = false;
  #closing = false;
  /** The peer has not taken what it was sent: until it does, nothing of it is read. */
  #behind = false;
  #ended = false;

  constructor(peer: Peer, handler: Handler, options: AjpOptions) {
    this.#peer = peer;
    this.#handler = handler;
    this.#options = options;
    this.#limits = limitsOf(options.limits);
    this.#packetSize = options.packetSize ?? defaultPacketSize;
    this.#packets = new Packets(this.#packetSize);
  }

  get served(): number {
    return this.#served;
  }

  get phase(): Phase {
    if (this.#exchange !== undefined) return this.#body?.awaited ? "body" : "answer";
    if (this.#behind) return "answer";
    if (this.#due) return "body";
    return this.#packets.begun ? "head" : "idle";
  }

  receive(wire: Uint8Array): void {
    if (this.#ended) return;
    this.#packets.push(wire);
    this.#readOn();
  }

  #readOn(): void {
    try {
      while (!this.#ended && !this.#behind) {
        const packet = this.#packets.next();
        if (packet === undefined) return;
        this.#take(packet);
      }
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      // Where a packet ends, or what it is, cannot be known any more.
      this.#breakOff();
    }
  }

  finish(): void {
    if (this.#ended) return;
    // The web server keeps its side open until it has the answer, so it wants none.
    this.#forget();
    this.#close();
  }

  lost(): void {
    this.#ended = true;
    this.#forget();
  }

  drain(): void {
    this.#closing = true;
  }

  expire(): void {
    if (this.#behind) this.#breakOff();
    else if (this.#exchange !== undefined) this.#instead(this.phase === "body" ? 408 : 503);
    else if (this.phase === "idle") this.#close();
    // What is left of a body whose request has been answered: there is nothing to say.
    else if (this.#due && !this.#inRequest) this.#breakOff();
    else this.#refuse(408);
  }

  get #inRequest(): boolean {
    return this.#waiting !== undefined || this.#exchange !== undefined;
  }

  #take(packet: Uint8Array): void {
    if (this.#due) this.#takeData(readData(packet));
    else if (this.#exchange !== undefined) throw new StringModelError("BAD_PACKET", "nobody asked for a packet");
    else if (packet[0] === cping) this.#pong();
    else if (packet[0] === forwardRequest) this.#takeRequest(packet);
    // SHUTDOWN among them: nobody stops this server from there.
    else throw new StringModelError("UNSUPPORTED", "neither a request nor CPING", { offset: 4 });
  }

  #pong(): void {
    if (!this.#peer.write(cpong)) this.#catchUp();
  }

  /** Who sends and never reads would fill the memory. */
  async #catchUp(): Promise<void> {
    this.#behind = true;
    this.#peer.pause();
    await this.#peer.drained();
    this.#behind = false;
    this.#peer.resume();
    this.#readOn();
  }

  #takeRequest(packet: Uint8Array): void {
    let forward: ForwardRequest;
    try {
      forward = readForwardRequest(packet, this.#limits);
      this.#left = bodyLength(forward.headers, this.#limits.body);
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      this.#refuse(statusOf(error));
      return;
    }
    const { secret } = this.#options;
    if (secret !== undefined && !sameSecret(forward.attributes.secret, secret)) {
      this.#refuse(403);
      return;
    }
    this.#body = undefined;
    this.#taken = 0;
    if (this.#left === 0) this.#start(forward, []);
    else if (this.#left === Infinity) this.#start(forward, this.#incoming());
    else {
      // Apache hears nothing from us before it has sent this packet: there is no use in an earlier call.
      this.#due = true;
      this.#waiting = forward;
    }
  }

  #takeData(chunk: Uint8Array): void {
    this.#due = false;
    if (chunk.length > this.#left) throw new StringModelError("BAD_PACKET", "more body than Content-Length says");
    this.#left -= chunk.length;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#push(chunk);
    else if (this.#left === 0) this.#start(waiting, [chunk]);
    else {
      const body = this.#incoming();
      this.#push(chunk);
      this.#start(waiting, body);
    }
    if (this.#closing && !this.#inRequest && !this.#ended) this.#close();
  }

  #push(chunk: Uint8Array): void {
    const body = this.#body!;
    this.#taken += chunk.length;
    if (this.#limits.body !== null && this.#taken > this.#limits.body) {
      const error = new StringModelError("TOO_LARGE", `more than ${this.#limits.body} bytes`, { key: "body" });
      body.fail(error);
      if (this.#exchange !== undefined) this.#instead(statusOf(error));
      return;
    }
    body.push(chunk);
    if (chunk.length === 0 && this.#left !== Infinity) body.fail();
    else if (chunk.length === 0 || this.#left === 0) body.end();
  }

  /** A body of which a packet is asked for when somebody waits for it, so none ever lies here. */
  #incoming(): IncomingBody {
    const starved = () => {
      if (this.#due || this.#ended) return;
      this.#due = true;
      this.#peer.write(askPacket(Math.min(this.#left, this.#packetSize - 6)));
    };
    this.#body = new IncomingBody({ pause() {}, resume() {}, starved });
    return this.#body;
  }

  #start(forward: ForwardRequest, body: IncomingBody | Uint8Array[]): void {
    const response = new AjpResponse(this.#peer, this.#packetSize, () => !this.#closing);
    const exchange = new Exchange(toRequest(forward, body, this.#options), response, this.#options, (ended) =>
      this.#done(ended, response.room),
    );
    this.#exchange = exchange;
    exchange.run(this.#handler);
  }

  #done(ended: Ended, room: boolean): void {
    this.#exchange = undefined;
    this.#served++;
    // Nobody asks for the rest of it, so it does not come: Apache drops it.
    this.#body?.leave();
    if (ended === "broken") this.#ended = true;
    else if (ended === "whole" && this.#closing) this.#close();
    else if (ended === "whole" && !room) this.#catchUp();
  }

  /** Answers this, where the handler has not begun to; then the connection ends. */
  #instead(status: number): void {
    this.#closing = true;
    if (this.#exchange!.started) this.#breakOff();
    else this.#exchange!.respond(plainResponse(status));
  }

  /** An answer to what is no request. Whether a body follows is unknown, so nothing more is read. */
  #refuse(status: number): void {
    const response = plainResponse(status);
    const [body] = response.body as [Uint8Array];
    this.#waiting = undefined;
    this.#peer.write(headPacket(response, this.#packetSize));
    this.#peer.write(chunkPackets(body, this.#packetSize));
    this.#peer.write(endPacket(false));
    this.#options.onExchange?.({ status, bytes: body.length, milliseconds: 0, ended: "whole" });
    this.#close();
  }

  #breakOff(): void {
    this.#forget();
    this.#ended = true;
    this.#peer.destroy();
  }

  #forget(): void {
    this.#waiting = undefined;
    this.#body?.fail();
    this.#exchange?.gone();
  }

  #close(): void {
    this.#ended = true;
    this.#peer.end();
  }
}
