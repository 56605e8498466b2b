/** One request that an interpreter answers. */
import { plainResponse, refusal } from "../../conventions/refusal.ts";
import type { RawRequest, RawResponse } from "../../exchange.ts";
import { type Frame, frame, kinds, longest, readAnswer, readFields, readHead, readRoom, requestFrame, roomFrame } from "../frames.ts";
import { RequestBody } from "./request-body.ts";
import { type Held, ResponseBody } from "./response-body.ts";

/** A request that is to be answered, on whichever interpreter. */
export interface Waiting {
  readonly number: number;
  readonly request: RawRequest;
  /** Heard once; later ones are ignored. */
  answer(response: RawResponse): void;
  /** It has lost an interpreter already. */
  retried: boolean;
}

const isEmpty = ({ body }: RawRequest): boolean => Array.isArray(body) && body.length === 0;

/** Those that may be asked twice (RFC 9110, 9.2.2). */
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** True where asking a second time does no harm, and can be done: the method says so, and there is no body that is half read. */
export const mayRetry = ({ request, retried }: Waiting): boolean => !retried && idempotent.has(request.method) && isEmpty(request);

/** A response that says its status, and to HEAD has no content (RFC 9110, 9.3.2). */
export function plainFor({ method }: RawRequest, status: number): RawResponse {
  const response = plainResponse(status);
  return method === "HEAD" ? { ...response, body: [] } : response;
}

export class Call {
  readonly waiting: Waiting;
  /** Requests that its interpreter had got before it. */
  readonly place: number;
  readonly #send: (wire: Uint8Array) => void;
  readonly #held: Held;
  #stream: ResponseBody | undefined;
  #input: RequestBody | undefined;
  #head: RawResponse | undefined;
  #answered = false;
  #cancelled = false;

  constructor(waiting: Waiting, place: number, send: (wire: Uint8Array) => void, held: Held) {
    this.waiting = waiting;
    this.place = place;
    this.#send = send;
    this.#held = held;
  }

  /** Of a response that does not come as a whole. */
  get #body(): ResponseBody {
    const { number } = this.waiting;
    this.#stream ??= new ResponseBody(
      { makeRoom: (bytes) => this.#send(roomFrame(number, bytes)), leave: () => this.cancel() },
      this.#held,
    );
    return this.#stream;
  }

  /** False where it is over already: no interpreter would read so long a head. */
  begin(): boolean {
    const { number, request } = this.waiting;
    const hasBody = !isEmpty(request);
    const head = requestFrame(number, request, hasBody);
    if (head.length > longest) {
      this.#answer(plainFor(request, 431));
      return false;
    }
    this.#send(head);
    if (hasBody) this.#sendBody();
    return true;
  }

  #sendBody(): void {
    const { number, request } = this.waiting;
    this.#input = new RequestBody(number, request.body, { send: this.#send, broken: (error) => this.#inputBroke(error) });
  }

  /** True when this was the last that it hears. @throws {StringModelError} BAD_PACKET */
  hear({ kind, payload }: Frame): boolean {
    if (kind === kinds.answer) this.#answer(readAnswer(payload));
    else if (kind === kinds.head) this.#head ??= readHead(payload, this.#body);
    else if (kind === kinds.chunk) this.#body.push(payload);
    else if (kind === kinds.room) this.#input?.addRoom(readRoom(payload));
    else if (kind === kinds.end) this.#body.end();
    else if (kind === kinds.error) this.#failed(payload);
    const over = kind === kinds.answer || kind === kinds.end || kind === kinds.error || kind === kinds.back;
    if (over) this.#input?.leave();
    return over;
  }

  /** All frames that came together are heard: a body that is whole goes out as it is. */
  settle(): void {
    if (this.#head === undefined || this.#answered) return;
    const { status, reason, headers } = this.#head;
    const body = this.#body.whole;
    this.#answer(body === undefined ? this.#head : { status, reason, headers, body });
  }

  /** Nobody waits for the response any more. */
  cancel(): void {
    this.#cancelled = true;
    this.#input?.leave();
    this.#send(frame(kinds.cancel, this.waiting.number));
  }

  /** It has taken too long to begin. */
  expire(): void {
    if (!this.unanswered) return;
    this.#answer(plainFor(this.waiting.request, 504));
    this.#drop();
  }

  /** Somebody waits for its response, of which nothing has come: another interpreter may be asked, if this one has not begun. */
  get mayMove(): boolean {
    return this.unanswered && !this.#cancelled && (this.#input === undefined || this.#input.isWhole);
  }

  /** Leaves its interpreter, so that another can be asked. */
  move(): Waiting {
    this.#input?.leave();
    return this.waiting;
  }

  /** No head has come yet. */
  get unanswered(): boolean {
    return this.#head === undefined && !this.#answered;
  }

  /** The interpreter is gone. The body breaks off; a request that was not answered is its owner's to see to. */
  lost(): void {
    this.#input?.leave();
    this.#body.fail(new Error("the Python worker ended before its response did"));
    this.settle();
  }

  #failed(payload: Buffer): void {
    const [code, status] = readFields(payload);
    this.#body.fail(new Error(`the application failed after its head was sent${code === undefined ? "" : ` [${code}]`}`));
    if (this.#head === undefined) this.#answer(plainFor(this.waiting.request, Number(status)));
  }

  /** A body that is too large is the client's fault, and it is told; any other client has gone, and only the application hears of it. */
  #inputBroke(error: unknown): void {
    const { number } = this.waiting;
    let response: RawResponse | undefined;
    try {
      response = refusal(error);
    } catch {
      this.#send(frame(kinds.bodyBroken, number));
      return;
    }
    if (!this.unanswered) this.#send(frame(kinds.cancel, number));
    else {
      this.#answer(response);
      this.#drop();
    }
  }

  /** Its client has got another response: what comes of this one is not held. */
  #drop(): void {
    void this.#body.return();
  }

  #answer(response: RawResponse): void {
    this.#answered = true;
    this.waiting.answer(response);
  }
}
