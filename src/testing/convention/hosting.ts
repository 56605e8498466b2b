/** What the cases of a convention share: one convention under test, and calls of its two sides. */
import { writeChunk, writeHeaders, writeStatus } from "../../answer.ts";
import type { Convention, HostOptions } from "../../conventions/convention.ts";
import type { ErrorStream, Handler, RawHeader, RawRequest, RawResponse } from "../../exchange.ts";
import type { Profile } from "../../profile.ts";
import { type ByteString, toBytes } from "../../wire.ts";
import { inTime } from "../case.ts";
import { drain } from "../drain.ts";
import { type RequestOptions, request } from "../request.ts";
import type { Script, Shape, Step } from "../script.ts";
import { scripted } from "../scripted.ts";

/** One convention, with a profile that declares it. */
export interface Under {
  readonly convention: Convention;
  readonly profile: Profile;
}

/** What a server saw of a call. */
export interface Outcome {
  readonly response?: RawResponse;
  readonly chunks: Uint8Array[];
  /** Set when there was no response, or its body broke off. */
  readonly failure?: { readonly error: unknown };
}

const silent: ErrorStream = { write() {}, writelines() {}, flush() {} };

/** A request whose error stream is nobody's. */
export const quiet = (line = "GET /", options: RequestOptions = {}): RawRequest =>
  request(line, { server: { errors: silent }, ...options });

/** Calls a handler as a server does, and takes `most` chunks. */
export async function outcomeOf(handler: Handler, sent: RawRequest = quiet(), most = Infinity): Promise<Outcome> {
  const chunks: Uint8Array[] = [];
  let response: RawResponse | undefined;
  const take = async () => {
    response = await handler(sent);
    await drain(response.body, most, chunks);
  };
  try {
    await inTime(take(), "the response");
    return { response: response as RawResponse, chunks };
  } catch (error) {
    return { ...(response && { response }), chunks, failure: { error } };
  }
}

/** A simple script: one head, some chunks, perhaps an error. */
export interface Simple {
  readonly status?: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly chunks?: readonly (string | Uint8Array)[];
  readonly fails?: unknown;
  readonly shape?: Shape;
  readonly early?: boolean;
}

export function scriptOf(
  profile: Profile,
  { status = 200, headers = [], chunks = [], fails, shape = "closable", early = true }: Simple,
): Script {
  const asgi = profile.convention === "asgi";
  const chunk = (wire: string | Uint8Array): Step => ({
    do: "chunk",
    chunk: writeChunk(profile, typeof wire === "string" ? toBytes(wire as ByteString) : wire),
    ...(asgi && { more: true }),
  });
  const steps: Step[] = [{ do: "start", ...headOf(profile, status, headers) }, ...chunks.map(chunk)];
  if (fails !== undefined) steps.push({ do: "fail", error: fails });
  else if (asgi) steps.push({ do: "chunk", more: false });
  return { shape, promised: false, early, turned: false, steps };
}

/** Status and header lines in the profile's values. */
export function headOf(profile: Profile, status = 200, headers: readonly (readonly [string, string])[] = []) {
  return {
    status: writeStatus(profile, { status }) as unknown,
    headers: writeHeaders(profile, headers as readonly RawHeader[]) as readonly unknown[],
  };
}

/** A hosted application that does something simple, and what happens to it. */
export function hosted({ convention, profile }: Under, simple: Simple, options: HostOptions = {}) {
  const { app, events } = scripted(profile, scriptOf(profile, simple));
  return { handler: convention.host(app, profile, options), events };
}

/** The handler behind the application's side of the convention, and that behind the server's side. */
export const through = ({ convention, profile }: Under, handler: Handler): Handler =>
  convention.host(convention.expose(handler, profile), profile, {});

/** How often something happened. */
export const count = (events: readonly string[], wanted: string): number => events.filter((event) => event.startsWith(wanted)).length;

/** Lets everything happen that is not waiting for us. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
