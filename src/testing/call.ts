/** Calling an application as its server does, in one line of a test. */
import { consoleErrors } from "../cgi/server-facts.ts";
import type { App } from "../conventions/app.ts";
import { createHandler, type HandlerOptions } from "../create-handler.ts";
import type { ErrorStream, RawHeader, RawRequest } from "../exchange.ts";
import { amendRequest } from "../open.ts";
import type { Profile } from "../profile.ts";
import type { ByteString } from "../wire.ts";
import { drain, joined } from "./drain.ts";
import { request } from "./request.ts";

export interface CallOptions extends HandlerOptions {
  /**
   * What becomes of an error. `throw` (unless told): what the application threw, or did against its model, is thrown at the
   * test. `respond`: what the client sees of it, a 500 or a body that breaks off (`broken`).
   */
  readonly failures?: "throw" | "respond" | undefined;
  /** Chunks to take before the client leaves; all unless told, and 0 leaves without reading. */
  readonly take?: number | undefined;
}

/** What came of a call: the response as bytes. */
export interface Called {
  readonly status: number;
  /** Undefined where the model has none (ASGI). */
  readonly reason: ByteString | undefined;
  /** Lines in order, repeats apart. */
  readonly headers: readonly RawHeader[];
  /** The values of one name, in any case, joined with a comma; undefined when there is none. */
  header(name: string): string | undefined;
  readonly chunks: readonly Uint8Array[];
  readonly body: Uint8Array;
  /** The body as UTF-8. @throws {TypeError} when it is none. */
  text(): string;
  /** What the application wrote to `wsgi.errors`. */
  readonly errors: string;
  /** What broke the body off, where `failures` is `respond`. */
  readonly broken: unknown;
}

/**
 * Runs an application of `profile` as a server of that profile runs it, and reads what it answers. A request that the model
 * has no value for is answered with 400 and one too large to buffer with 413, as a client sees it.
 *
 * @param sent a request, or the line of one (see {@link request}).
 * @throws what the application throws, and {@link StringModelError} for what it does against its model, unless `failures` is `respond`.
 */
export async function call<P extends Profile>(
  app: NoInfer<App<P>>,
  profile: P,
  sent: RawRequest | string,
  { failures = "throw", take, onError, ...options }: CallOptions = {},
): Promise<Called> {
  const given = typeof sent === "string" ? request(sent) : sent;
  const log = errorLog(given.server.errors);
  const thrown: unknown[] = [];
  const handler = createHandler(app, profile, {
    ...options,
    onError(error, of) {
      thrown.push(error);
      onError?.(error, of);
    },
  });
  const { status, reason, headers, body } = await handler(amendRequest(given, { server: { ...given.server, errors: log } }));
  if (thrown.length > 0 && failures === "throw") throw thrown[0];
  const chunks: Uint8Array[] = [];
  let broken: unknown;
  try {
    await drain(body, take, chunks);
  } catch (error) {
    if (failures === "throw") throw error;
    broken = error;
  }
  return {
    status,
    reason,
    headers,
    header: (name) => joinedHeader(headers, name),
    chunks,
    body: joined(chunks),
    text: () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(joined(chunks)),
    errors: log.written.join(""),
    broken,
  };
}

function joinedHeader(headers: readonly RawHeader[], name: string): string | undefined {
  const values = headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return values.length > 0 ? values.join(", ") : undefined;
}

/** Keeps what is written; hands it on as well where a test has put a stream of its own into the request. */
function errorLog(own: ErrorStream): ErrorStream & { readonly written: string[] } {
  const on = own === consoleErrors ? undefined : own;
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    on?.write(text);
  };
  return {
    written,
    write,
    writelines(lines) {
      for (const line of lines) write(line);
    },
    flush: () => on?.flush(),
  };
}
