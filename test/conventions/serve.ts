/** Applications as servers call them, with lint between: what breaks a rule on purpose names it, and the test's name says why. */
import { expect } from "vitest";
import { adapt } from "../../src/adapt.ts";
import type { App } from "../../src/conventions/app.ts";
import type { HostOptions } from "../../src/conventions/convention.ts";
import { createHandler } from "../../src/create-handler.ts";
import type { Handler, RawRequest } from "../../src/exchange.ts";
import { lint } from "../../src/lint/lint.ts";
import type { LintCode } from "../../src/lint/rules.ts";
import type { Profile } from "../../src/profile.ts";
import { type Called, type CallOptions, call } from "../../src/testing/call.ts";

// biome-ignore lint/suspicious/noExplicitAny: applications here do what their types forbid.
export type Any = any;

interface Breaking {
  readonly breaks?: readonly LintCode[];
}

export type Serving = CallOptions & Breaking;

/** On its own server. */
export const serve = <P extends Profile>(
  app: NoInfer<App<P>>,
  profile: P,
  sent: RawRequest | string,
  { breaks, ...options }: Serving = {},
): Promise<Called> => call(lint(app as never, profile as Profile, { ignore: breaks }), profile as Profile, sent, options);

/** On a server of another model. */
export const serveOn = <From extends Profile, To extends Profile>(
  app: NoInfer<App<From>>,
  from: From,
  to: To,
  sent: RawRequest | string,
  options: Serving = {},
): Promise<Called> => {
  const { breaks, ...rest } = options;
  const inner = lint(app as never, from as Profile, { ignore: breaks });
  return serve(adapt(inner as never, { from: from as Profile, to: to as Profile, ...rest }) as never, to as Profile, sent, options);
};

/** The handler that `serve` calls, for what is about time. */
export const handlerOf = <P extends Profile>(
  app: NoInfer<App<P>>,
  profile: P,
  { breaks, onError, ...options }: HostOptions & Breaking & { onError?: (error: unknown) => void } = {},
): Handler =>
  createHandler(lint(app as never, profile as Profile, { ignore: breaks }), profile as Profile, {
    ...options,
    ...(onError && { onError }),
  });

export const b = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A response body has a type. */
export const plain: readonly [string, string] = ["Content-Type", "text/plain"];
export const plainBytes: readonly [Uint8Array, Uint8Array] = [b("content-type"), b("text/plain")];

export const refused = (code: string) => expect.objectContaining({ name: "StringModelError", code });

/** A body of these chunks that writes down when it is asked, and when it is closed. */
export function noting(events: string[], ...chunks: (string | Error)[]): Any {
  return {
    *[Symbol.iterator]() {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        events.push(chunk);
        yield b(chunk);
      }
    },
    close: () => void events.push("close"),
  };
}
