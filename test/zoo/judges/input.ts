/** The calls of `wsgi.input` (PEP 3333, Input and Error Streams), on bodies of each framing. */
import { readFileSync } from "node:fs";
import { ask, isHanded } from "./asked.ts";
import { apps } from "./started.ts";

/** As apps/dump.py names them. */
export const calls: readonly string[] = [...readFileSync(`${apps}dump.py`, "utf8").matchAll(/^ {4}"(.*)": lambda stream/gm)].map(
  ([, name]) => name!,
);

export const framings = {
  "a Content-Length": "Content-Length: 11\r\n\r\na\nbb\n\nccc\nd",
  "a chunked body": "Transfer-Encoding: chunked\r\n\r\n3\r\na\nb\r\n8\r\nb\n\nccc\nd\r\n0\r\n\r\n",
  "no body": "\r\n",
} as const;

export type Framing = keyof typeof framings;

/** What a server gave, by framing and call. The client ends its side, so that what would wait for ever does not. */
export async function inputsOf(port: number, patience = 2000, without?: Framing): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const asked = (Object.keys(framings) as Framing[])
    .filter((framing) => framing !== without)
    .flatMap((framing) => calls.map((call) => ({ framing, call })));
  const queue = asked.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const { framing, call } of queue) {
        const wire = `POST / HTTP/1.1\r\nHost: h\r\nX-Read: ${call}\r\n${framings[framing]}`;
        const outcome = await ask(port, Buffer.from(wire), patience);
        found.set(`${framing}: ${call}`, isHanded(outcome) ? outcome.body : String(outcome));
      }
    }),
  );
  return found;
}
