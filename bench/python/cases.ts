/** What the servers of `bench/python.ts` are asked, and what each has to answer. */
import { messages } from "../lib/messages.ts";

export interface Case {
  readonly name: string;
  /** The file in this folder whose `app` answers it. */
  readonly project: Project;
  readonly method: "GET" | "POST";
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body of the answer. */
  readonly answer: string;
}

export type Project = "application" | "django_project";

const line = "0123456789abcdef".repeat(4096);
const megabyte = line.repeat(16);

/** Twenty fields, most of them of a browser's navigation, and none that a server may change. */
const browserHeaders: Readonly<Record<string, string>> = {
  "X-Batch": "7",
  ...Object.fromEntries(
    messages[0]!
      .toString("latin1")
      .split("\r\n")
      .slice(1, -2)
      .map((field) => [field.slice(0, field.indexOf(":")), field.slice(field.indexOf(":") + 2)])
      .filter(([name]) => !["Host", "Connection", "X-Forwarded-For"].includes(name!)),
  ),
  DNT: "1",
  Priority: "u=0, i",
};

const get = { project: "application", method: "GET", headers: {}, body: "" } as const;

export const cases: readonly Case[] = [
  { ...get, name: "hello", target: "/hello", answer: "Hello, world!" },
  {
    ...get,
    name: "echo",
    target: "/echo?id=1000&page=2",
    headers: browserHeaders,
    answer: Object.values(browserHeaders).join("\n"),
  },
  { ...get, name: "upload", method: "POST", target: "/upload", body: megabyte, answer: String(megabyte.length) },
  { ...get, name: "download", target: "/download", answer: megabyte },
  {
    ...get,
    name: "django",
    project: "django_project",
    target: "/shop/items/7/?page=2",
    answer: "<!doctype html><title>Item 7</title><p>Page 2",
  },
];

/** Twenty milliseconds in which the application computes nothing. */
export const sleeper: Case = { ...get, name: "sleep", target: "/sleep", answer: "awake" };

/** For wrk. With `pause`, each connection waits so many milliseconds between two requests, now more, now less. */
export function luaOf({ method, target, headers, body }: Case, pause?: number): string {
  const fields = Object.entries(headers).map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`);
  const repeated = body === "" ? [] : [`wrk.body = string.rep("0123456789abcdef", ${body.length / 16})`];
  const delay = pause === undefined ? [] : [`function delay() return 0.5 + math.random() * ${2 * pause} end`];
  return [`wrk.method = "${method}"`, `wrk.path = ${JSON.stringify(target)}`, ...fields, ...repeated, ...delay].join("\n");
}
