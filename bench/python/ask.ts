/** One request, as a client that looks at the answer asks it: before anything is measured, a contender has to answer as all others do. */
import { request } from "node:http";
import type { Case } from "./cases.ts";

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

export function ask(port: number, { method, target, headers, body }: Case): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === "" ? {} : { "Content-Length": body.length };
    const asked = request({ host: "127.0.0.1", port, method, path: target, headers: { ...headers, ...length }, timeout: 10_000 }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("error", reject);
      res.on("end", () =>
        resolve({ status: res.statusCode!, type: res.headers["content-type"], body: Buffer.concat(chunks).toString("latin1") }),
      );
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in ten seconds")));
    asked.on("error", reject);
    asked.end(body, "latin1");
  });
}

/** What is wrong with a contender's answer; undefined where nothing is. */
export async function fault(port: number, question: Case): Promise<string | undefined> {
  try {
    const { status, type, body } = await ask(port, question);
    if (status !== 200) return `answers ${status}`;
    if (!type?.startsWith(question.project === "application" ? "text/plain" : "text/html")) return `says ${type}`;
    return body === question.answer ? undefined : `answers another body: ${JSON.stringify(body.slice(0, 80))}`;
  } catch (error) {
    return (error as Error).message;
  }
}
