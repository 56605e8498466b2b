/** A client that takes nothing but well-formed HTTP/1.1, one response for each request, and nothing in between. */
import { connect, type Socket } from "node:net";

export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** False where the connection ended before the body did. */
  readonly whole: boolean;
}

export class StrictClient {
  readonly #port: number;
  #socket: Socket | undefined;
  #wire = "";
  #ended = false;
  #changed = () => {};

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws where what comes is no response, or more than one */
  async ask(method: string, target: string, number: number): Promise<Reply> {
    if (this.#wire !== "") throw new Error(`unasked: ${JSON.stringify(this.#wire.slice(0, 80))}`);
    const body = method === "POST" ? "Content-Length: 2\r\n\r\nhi" : "\r\n";
    this.#open().write(`${method} ${target} HTTP/1.1\r\nHost: h\r\nX-Number: ${number}\r\n${body}`);
    const head = await this.#until("\r\n\r\n");
    const [line, ...lines] = head.slice(0, -4).split("\r\n");
    const [, status] = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/.exec(line!) ?? [];
    if (status === undefined) throw new Error(`no status line: ${line}`);
    const headers = new Map(lines.map((field) => [field.split(": ")[0]!.toLowerCase(), field.split(": ")[1]!]));
    const read = await this.#body(headers).then(
      (text) => ({ body: text, whole: true }),
      (error: Error) => ({ body: error.message, whole: false }),
    );
    if (!read.whole || headers.get("connection") === "close") this.close();
    return { status: Number(status), headers, ...read };
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    if (this.#socket !== undefined) return this.#socket;
    const socket = connect(this.#port, "127.0.0.1").setEncoding("latin1");
    this.#wire = "";
    this.#ended = false;
    socket.on("data", (text: string) => {
      if (socket !== this.#socket) return;
      this.#wire += text;
      this.#changed();
    });
    for (const event of ["end", "error", "close"])
      socket.on(event, () => {
        if (socket !== this.#socket) return;
        this.#ended = true;
        this.#changed();
      });
    this.#socket = socket;
    return socket;
  }

  async #body(headers: ReadonlyMap<string, string>): Promise<string> {
    if (headers.get("transfer-encoding") !== "chunked") return this.#take(Number(headers.get("content-length")));
    for (let body = ""; ; ) {
      const size = Number.parseInt(await this.#until("\r\n"), 16);
      const chunk = await this.#take(size);
      if ((await this.#take(2)) !== "\r\n") throw new Error("a chunk without its end");
      if (size === 0) return body;
      body += chunk;
    }
  }

  async #until(mark: string): Promise<string> {
    while (!this.#wire.includes(mark)) await this.#more();
    return this.#take(this.#wire.indexOf(mark) + mark.length);
  }

  async #take(count: number): Promise<string> {
    while (this.#wire.length < count) await this.#more();
    const taken = this.#wire.slice(0, count);
    this.#wire = this.#wire.slice(count);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new Error(`the connection ended: ${JSON.stringify(this.#wire.slice(0, 80))}`);
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
    });
  }
}
