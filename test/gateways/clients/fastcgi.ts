/** A web server's side of FastCGI: records as nginx makes them, and what it understands of the answer. */
import { join } from "../../../src/cgi/headers.ts";
import type { Body, RawHeader } from "../../../src/exchange.ts";
import type { WireRequest, WireResponse } from "../../../src/testing/testing.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../../src/wire.ts";

export const bytes = (text: string): Uint8Array => toBytes(byteString(text));
const uint16 = (n: number): string => String.fromCharCode((n >> 8) & 0xff, n & 0xff);

/* ---- what a web server sends ------------------------------------------------ */

export const record = (type: number, id: number, content = "", padding = 0): string =>
  `\x01${String.fromCharCode(type)}${uint16(id)}${uint16(content.length)}${String.fromCharCode(padding)}\0${content}${"\0".repeat(padding)}`;

export const begin = (id: number, { keep = true, role = 1 } = {}): string =>
  record(1, id, `${uint16(role)}${keep ? "\x01" : "\0"}\0\0\0\0\0`);
export const abort = (id: number): string => record(2, id);
export const params = (id: number, content = ""): string => record(4, id, content);
export const stdin = (id: number, content = ""): string => record(5, id, content);

const length = (n: number): string => (n < 128 ? String.fromCharCode(n) : String.fromCharCode(0x80 | (n >>> 24), n >> 16) + uint16(n));
export const pair = (name: string, value = ""): string =>
  `${length(name.length)}${length(value.length)}${name}${value}`.replace(/[^\0-\xff]/g, (unit) =>
    String.fromCharCode(unit.charCodeAt(0) & 0xff),
  );
export const pairs = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => pair(name, value))
    .join("");

export const plainVariables: Readonly<Record<string, string>> = {
  REQUEST_METHOD: "GET",
  REQUEST_URI: "/",
  SCRIPT_NAME: "",
  PATH_INFO: "/",
  QUERY_STRING: "",
  SERVER_PROTOCOL: "HTTP/1.1",
  SERVER_NAME: "example.org",
  SERVER_PORT: "80",
  REMOTE_ADDR: "192.0.2.7",
  HTTP_HOST: "example.org",
};

/** All records of a request, its body in one. */
export function whole(id: number, variables: Readonly<Record<string, string>> = {}, body = "", keep = true): string {
  const all = pairs({ ...plainVariables, CONTENT_LENGTH: body === "" ? "" : String(body.length), ...variables });
  return begin(id, { keep }) + params(id, all) + params(id) + (body === "" ? "" : stdin(id, body)) + stdin(id);
}

/** As nginx fills them in: headers merged, the path decoded, the target as it was sent. */
export function variablesOf({ method, target, headers, body }: WireRequest): Record<string, string> {
  const [path = "", ...query] = target.split("?");
  const variables: Record<string, string> = {
    ...plainVariables,
    REQUEST_METHOD: method,
    REQUEST_URI: target,
    PATH_INFO: unescape(path),
    QUERY_STRING: query.join("?"),
    CONTENT_LENGTH: Array.isArray(body) ? String(body.reduce((sum, chunk) => sum + chunk.length, 0)) : "",
  };
  const merged = new Map<ByteString, ByteString>();
  for (const [name, value] of headers) {
    // underscores_in_headers is off.
    if (name.includes("_")) continue;
    const key = byteString(`HTTP_${name.toUpperCase().replaceAll("-", "_")}`);
    const trimmed = byteString(value.replace(/^[ \t]+|[ \t]+$/g, ""));
    const before = merged.get(key);
    merged.set(key, before === undefined ? trimmed : join(key, before, trimmed));
  }
  return { ...variables, ...Object.fromEntries(merged) };
}

/* ---- what it gets ----------------------------------------------------------- */

export interface Received {
  readonly type: number;
  readonly id: number;
  readonly content: ByteString;
}

/** The records that are all there, and how many bytes they are. */
export function readRecords(wire: string): { readonly records: Received[]; readonly end: number } {
  const records: Received[] = [];
  let at = 0;
  for (;;) {
    const [version, type, high, low, most, least, padding] = Array.from({ length: 7 }, (_, i) => wire.charCodeAt(at + i)) as number[];
    const size = 8 + most! * 256 + least! + padding!;
    if (!(at + size <= wire.length)) return { records, end: at };
    if (version !== 1 || size % 8 !== 0) throw new Error(`no record that a web server takes: ${JSON.stringify(wire.slice(at, at + 8))}`);
    records.push({ type: type!, id: high! * 256 + low!, content: wire.slice(at + 8, at + size - padding!) as ByteString });
    at += size;
  }
}

/** What there is of one response, as its records have come. */
export class Answer {
  readonly method: string;
  stdout = "";
  stderr = "";
  /** The content of FCGI_END_REQUEST. */
  ended: string | undefined;

  constructor(method = "GET") {
    this.method = method;
  }

  take({ type, content }: Received): void {
    if (this.ended !== undefined) throw new Error("a record after FCGI_END_REQUEST");
    if (type === 6) this.stdout += content;
    else if (type === 7) this.stderr += content;
    else if (type === 3) this.ended = content;
    else throw new Error(`a record of type ${type}`);
  }

  get response(): WireResponse {
    const [, head = "", body = ""] = /^(.*?\r\n)\r\n(.*)$/s.exec(this.stdout) ?? [];
    const lines = head.split("\r\n").slice(0, -1);
    const [, status, reason] = /^Status: (\d{3}) (.*)$/s.exec(lines[0] ?? "") ?? [];
    const headers = lines.slice(1).map((line): RawHeader => {
      const [, name, value] = /^([^:]+): (.*)$/s.exec(line) ?? [];
      return [name as ByteString, value as ByteString];
    });
    const sized = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    const bodiless = this.method === "HEAD" || status === "204" || status === "304";
    const complete = this.ended !== undefined && (bodiless || sized === undefined || body.length === Number(sized));
    return { status: Number(status), reason: reason as ByteString, headers, body: bytes(body), complete };
  }
}

/** All responses in some bytes, by id; management records are passed over. */
export function answersIn(wire: string): Map<number, Answer> {
  const answers = new Map<number, Answer>();
  for (const received of readRecords(wire).records) {
    if (received.id === 0) continue;
    if (!answers.has(received.id)) answers.set(received.id, new Answer());
    answers.get(received.id)!.take(received);
  }
  return answers;
}

/* ---- both, over a connection ------------------------------------------------- */

export interface Carrier {
  write(wire: Uint8Array): void | Promise<void>;
  /** What a client that goes away makes a web server do; by default it sends FCGI_ABORT_REQUEST. */
  leave?(): void;
  /** What is for the web server's log, in UTF-8. */
  log?(text: string): void;
}

interface Pending {
  readonly answer: Answer;
  readonly request: WireRequest;
  told: number;
  settle(response: WireResponse): void;
}

/** Requests over one connection, one after the other or several at once. */
export class FastCgiClient {
  readonly #carrier: Carrier;
  readonly #pending = new Map<number, Pending>();
  #wire = "";

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
  }

  get idle(): boolean {
    return this.#pending.size === 0;
  }

  /** Sends a request under an id that is not in use. */
  async exchange(request: WireRequest, { id = 1, keep = false, variables = {} } = {}): Promise<WireResponse> {
    const response = new Promise<WireResponse>((settle) => {
      this.#pending.set(id, { answer: new Answer(request.method), request, told: 0, settle });
    });
    const content = pairs({ ...variablesOf(request), ...variables });
    await this.#send(begin(id, { keep }) + params(id, content) + params(id));
    for await (const chunk of request.body ?? ([] as Body)) {
      for (let at = 0; at < chunk.length && this.#pending.has(id); at += 32768)
        await this.#send(stdin(id, fromBytes(chunk.subarray(at, at + 32768))));
    }
    if (this.#pending.has(id)) await this.#send(stdin(id));
    return response;
  }

  receive(wire: Uint8Array): void {
    this.#wire += fromBytes(wire);
    const { records, end } = readRecords(this.#wire);
    this.#wire = this.#wire.slice(end);
    for (const one of records) this.#take(one);
  }

  /** The connection has ended. */
  closed(): void {
    for (const id of this.#pending.keys()) this.#settle(id);
  }

  #take(received: Received): void {
    const pending = this.#pending.get(received.id);
    if (pending === undefined) return;
    pending.answer.take(received);
    if (received.type === 7 && received.content !== "") this.#carrier.log?.(new TextDecoder().decode(bytes(received.content)));
    const { body, status } = pending.answer.response;
    if (body.length > pending.told) pending.request.onChunk?.(body.subarray(pending.told));
    pending.told = body.length;
    const { leaveAfter } = pending.request;
    if (pending.answer.ended === undefined && leaveAfter !== undefined && status > 0 && body.length >= leaveAfter) this.#leave(received.id);
    if (pending.answer.ended !== undefined) this.#settle(received.id);
  }

  #leave(id: number): void {
    this.#settle(id);
    if (this.#carrier.leave) this.#carrier.leave();
    else this.#send(abort(id));
  }

  #settle(id: number): void {
    const pending = this.#pending.get(id)!;
    this.#pending.delete(id);
    pending.settle(pending.answer.response);
  }

  #send(records: string): void | Promise<void> {
    return this.#carrier.write(bytes(records));
  }
}
