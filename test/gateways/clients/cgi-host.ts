/** A small web server's side of CGI: it starts a process a request. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Body, Handler, RawRequest } from "../../../src/exchange.ts";
import { IncomingBody } from "../../../src/gateways/incoming-body.ts";
import type { Call, Reply } from "./cgi-program.ts";
import type { Channel } from "./channel.ts";

/**
 * Starts `program` with these variables and no others, whose values are bytes. Node would write them as UTF-8, so that a shell
 * has to spell the ones that are not ASCII.
 */
export function start(program: string, variables: Iterable<readonly [string, string]>, ipc = false): ChildProcess {
  const env: Record<string, string> = {};
  let script = "";
  for (const [name, value] of variables) {
    if (/^[\x01-\x7f]*$/.test(value)) env[name] = value;
    else script += `${name}="$(printf %b '${octal(value)}')"; export ${name}; `;
  }
  return spawn("/bin/sh", ["-c", `${script}exec "$0" "$1"`, process.execPath, program], {
    env,
    stdio: ["pipe", "pipe", "pipe", ...(ipc ? (["ipc"] as const) : [])],
    serialization: "advanced",
  });
}

const octal = (value: string): string => value.replace(/./gs, (byte) => `\\0${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);

/** Answers what a CGI program asks. */
export function serve(channel: Channel, handler: Handler): void {
  const body = new IncomingBody({ pause() {}, resume() {} });
  let chunks: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined;
  const reply = (make: () => Promise<Reply>) =>
    make().then(
      (reply) => channel.send(reply),
      () => channel.send({ is: "thrown" }),
    );
  channel.onMessage((call: Call) => {
    if (call.call === "body" && call.chunk !== undefined) body.push(call.chunk);
    else if (call.call === "body") body.end();
    else if (call.call === "return") chunks?.return?.();
    else if (call.call === "next") reply(async () => ({ is: "chunk", result: await chunks!.next() }));
    else
      reply(async () => {
        const request = { ...call.request, body, server: { ...call.server, errors: nowhere } } as RawRequest;
        const { body: answered, ...response } = await handler(request);
        chunks = iterate(answered);
        return { is: "head", response };
      });
  });
}

const nowhere = { write() {}, writelines() {}, flush() {} };

const iterate = (body: Body) => (Symbol.iterator in body ? body[Symbol.iterator]() : body[Symbol.asyncIterator]());
