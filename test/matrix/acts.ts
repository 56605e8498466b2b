/** Applications as data in bytes, performed in the values and calls of any model. */
import { writeChunk, writeHeaders, writeStatus } from "../../src/answer.ts";
import { hasWrite, writeWritten } from "../../src/conventions/start-response/written.ts";
import type { RawHeader } from "../../src/exchange.ts";
import type { Profile } from "../../src/profile.ts";
import type { Script, Shape, Step } from "../../src/testing/script.ts";
import { scripted } from "../../src/testing/scripted.ts";
import { byteString, toBytes } from "../../src/wire.ts";
import type { Events } from "./observe.ts";

export type Act =
  | {
      readonly do: "start";
      readonly status?: string;
      readonly headers?: readonly (readonly [string, string])[];
      readonly excInfo?: true;
      readonly raw?: { readonly status?: unknown; readonly headers?: unknown };
    }
  /** Where the model has no write(), a chunk. */
  | { readonly do: "write"; readonly chunk: string | Uint8Array }
  | { readonly do: "chunk"; readonly chunk: string | Uint8Array }
  | { readonly do: "fail"; readonly error: unknown }
  /** A value that is none of the model's. */
  | { readonly do: "give"; readonly value: unknown };

export interface Performance {
  readonly acts: readonly Act[];
  readonly shape?: Shape;
  readonly promised?: boolean;
  readonly late?: boolean;
  readonly turned?: boolean;
}

export const start = (status = "200 OK", headers: readonly (readonly [string, string])[] = []): Act => ({ do: "start", status, headers });
export const restart = (status: string, headers: readonly (readonly [string, string])[] = []): Act => ({
  do: "start",
  status,
  headers,
  excInfo: true,
});
export const startWith = (raw: { readonly status?: unknown; readonly headers?: unknown }): Act => ({ do: "start", raw });
export const chunk = (of: string | Uint8Array): Act => ({ do: "chunk", chunk: of });
export const write = (of: string | Uint8Array): Act => ({ do: "write", chunk: of });
export const give = (value: unknown): Act => ({ do: "give", value });
export const fail = (error: unknown = new Error("the application's own")): Act => ({ do: "fail", error });

export function perform(
  profile: Profile,
  { acts, shape = "list", promised = false, late = false, turned = false }: Performance,
  events: Events,
) {
  const last = acts.findLast((act) => act.do === "start");
  // Only start_response can be called again.
  const once = profile.convention === "start_response" ? acts : acts.filter((act) => act.do !== "start" || act === last);
  const steps = once.map((act) => step(profile, act));
  const ends = profile.convention === "asgi" && acts.at(-1)?.do !== "fail" && last !== undefined;
  const script: Script = {
    shape,
    promised,
    early: !late,
    turned,
    steps: [...(profile.convention === "triple" ? headFirst(steps) : steps), ...(ends ? [end] : [])],
  };
  const { app, events: happened } = scripted(profile, script);
  // Both are the list that the caller reads.
  Object.assign(happened, { push: (...more: string[]) => events.push(...more) });
  return app;
}

const end: Step = { do: "chunk" };

/** A triple has its head before its body, wherever start_response would be called. */
const headFirst = (steps: readonly Step[]): Step[] => [
  ...steps.filter((one) => one.do === "start"),
  ...steps.filter((one) => one.do !== "start" && !(one.do === "chunk" && one.chunk === undefined)),
];

function step(profile: Profile, act: Act): Step {
  if (act.do === "fail") return act;
  if (act.do === "give") return { do: "chunk", chunk: act.value, more: true };
  if (act.do === "start") {
    const [, code, reason] = /^(\d+) (.*)$/s.exec(act.status ?? "200 OK")!;
    return {
      do: "start",
      status: writeStatus(profile, { status: Number(code), reason: byteString(reason!) }),
      headers: writeHeaders(profile, (act.headers ?? []) as readonly RawHeader[]),
      ...(act.excInfo && { excInfo: true }),
      ...(act.raw as object),
    };
  }
  const wire = typeof act.chunk === "string" ? toBytes(byteString(act.chunk)) : act.chunk;
  if (act.do === "write" && profile.convention === "start_response" && hasWrite(profile))
    return { do: "write", chunk: writeWritten(profile, wire) };
  return { do: "chunk", chunk: writeChunk(profile, wire), more: true };
}
