/** What the tests of the documents share where a vector is about calls: an exchange, what lint finds in it, and what comes of it. */
import type { Profile } from "../../src/profile.ts";
import { type CallOptions, call } from "../../src/testing/call.ts";
import type { RequestOptions } from "../../src/testing/request.ts";
import { request } from "../../src/testing/request.ts";
import { fromBytes } from "../../src/wire.ts";
import type { Any, AnyApp, Run } from "../lint/fake.ts";

export { type Any, answer, application, reading, request as environ } from "../lint/fake.ts";

/** The codes of what lint finds, each once. */
export async function found(run: Run): Promise<string[]> {
  const codes = new Set<string>();
  await run({ report: ({ code }) => codes.add(code) }).catch((error) => {
    // What is wrong may well fail later on.
    if (codes.size === 0) throw error;
  });
  return [...codes];
}

export interface Outcome {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** The code of the refusal that the server was told of, or that broke the body off. */
  readonly code: string | undefined;
}

/** What a client sees of an application on its own server. */
export async function outcome(profile: Profile, app: AnyApp, line = "GET /", options: RequestOptions & CallOptions = {}): Promise<Outcome> {
  const errors: Any[] = [];
  const sent = request(line, options);
  const called = await call(app as never, profile, sent, { ...options, failures: "respond", onError: (error) => errors.push(error) });
  const code = (errors[0] ?? (called.broken as Any))?.code;
  return { status: called.status, headers: called.headers, body: fromBytes(called.body), code };
}
