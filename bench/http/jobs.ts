/** What the servers of `bench/http.ts` are asked. */
import { messages } from "../lib/messages.ts";

export const helloText = "Hello, world!";

export interface Job {
  readonly name: string;
  /** In wrk's Lua. */
  readonly script: string;
  /** Contenders that do not do it. */
  readonly without: readonly string[];
}

const lua = (text: string): string => `"${text.replace(/[\\"\r\n]/g, (c) => `\\${c.charCodeAt(0)}`)}"`;

/** The header lines of a browser, without those that wrk sends, and those of the body: 20. */
function browserHeaders(): string[] {
  const lines = messages[0]!.toString("latin1").split("\r\n").slice(2, -2);
  const kept = lines.filter((line) => !line.startsWith("Connection:"));
  return [...kept.slice(0, 17), "X-Request-ID: 7d1f8e52-90c4-4b7e-a1d7-5e0c2f9b6a34", "Content-Type: application/octet-stream"].slice(-18);
}

export const jobs: readonly Job[] = [
  { name: "hello", script: 'wrk.method = "GET"', without: [] },
  {
    name: "echo",
    script: [
      'wrk.method = "POST"',
      `wrk.body = string.rep("0123456789abcdef", 64)`,
      ...browserHeaders().map(
        (line) => `wrk.headers[${lua(line.slice(0, line.indexOf(":")))}] = ${lua(line.slice(line.indexOf(":") + 2))}`,
      ),
    ].join("\n"),
    // It answers anything with the same.
    without: ["canned reply"],
  },
];
