/** The request body, as the application reads it. */
import { writeChunk } from "../../answer.ts";
import { BytesDict, b } from "../../bytes-dict.ts";
import type { HostOptions } from "../../conventions/convention.ts";
import type { InputStream } from "../../input.ts";
import type { Profile } from "../../profile.ts";
import { fromBytes } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { check, refusalOf, same } from "../check.ts";
import { joined } from "../drain.ts";
import type { RequestOptions } from "../request.ts";
import { headOf, outcomeOf, quiet, type Under } from "./hosting.ts";

const section = "PEP 3333, Input and Error Streams; ASGI, Request";

// biome-ignore lint/suspicious/noExplicitAny: an application of any convention.
type Any = any;

export function inputCases(under: Under): TestCase[] {
  const echoed = async (options: RequestOptions, host: HostOptions = {}) => {
    const { response, chunks, failure } = await outcomeOf(
      under.convention.host(echo(under.profile), under.profile, host),
      quiet("POST /", options),
    );
    if (failure) throw failure.error;
    return { status: response!.status, body: fromBytes(joined(chunks)) };
  };
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const same256 = { status: 200, body: fromBytes(every) };
  const cases: TestCase[] = [
    { name: "an empty body is read", source: section, run: async () => same(await echoed({}), { status: 200, body: "" }, "the echo") },
    { name: "a body that is there is read", source: section, run: async () => same(await echoed({ body: every }), same256, "the echo") },
    {
      name: "a body that arrives later, in chunks and empty ones, is read",
      source: section,
      run: async () =>
        same(await echoed({ body: later([every.subarray(0, 3), new Uint8Array(0), every.subarray(3)]) }), same256, "the echo"),
    },
    {
      name: "nothing is read beyond Content-Length",
      source: "PEP 3333, Input and Error Streams: a server should not attempt to read past it",
      run: async () =>
        same(await echoed({ body: every, headers: { "Content-Length": "3" } }), { status: 200, body: "\0\x01\x02" }, "the echo"),
    },
  ];
  return inputKey(under.profile) ? [...cases, ...bufferCases(under, echoed)] : cases;
}

function bufferCases(
  { convention, profile }: Under,
  echoed: (options: RequestOptions, host?: HostOptions) => Promise<unknown>,
): TestCase[] {
  return [
    {
      name: "a body that has to be waited for and is too large to buffer is answered with 413",
      source: "RFC 9110, 15.5.14",
      async run() {
        const tooLarge = await echoed({ body: later([new Uint8Array(6), new Uint8Array(6)]) }, { maxBuffered: 10 });
        same((tooLarge as { status: number }).status, 413, "the status");
      },
    },
    {
      name: "reading at once what is not at hand is refused, where nothing is buffered",
      source: "HostOptions, input",
      async run() {
        const { failure } = await outcomeOf(
          convention.host(echo(profile), profile, { input: "streamed" }),
          quiet("POST /", { body: later([new Uint8Array(6)]) }),
        );
        check(failure !== undefined, "nothing was refused");
        refusalOf(failure.error, ["INPUT_NOT_AT_HAND"], "read()");
      },
    },
    {
      name: "the input is closed when the response has ended",
      source: "PEP 3333, Specification Details: the server's objects are the request's",
      async run() {
        let input: InputStream | undefined;
        const app = echo(profile, (read) => {
          input = read;
        });
        await outcomeOf(convention.host(app, profile, {}), quiet("POST /", { body: "abc" }));
        let thrown: unknown;
        try {
          input?.read();
        } catch (error) {
          thrown = error;
        }
        refusalOf(thrown, ["INPUT_CLOSED"], "a read after the end");
      },
    },
  ];
}

/** A body that has to be waited for. */
async function* later(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk;
  }
}

const inputKey = ({ environ }: Profile): string | undefined =>
  Object.entries(environ).find(([, entry]) => entry.is === "fact" && entry.fact === "input")?.[0];

function inputOf(profile: Profile, environ: Any): InputStream {
  const key = inputKey(profile)!;
  return (environ instanceof BytesDict ? environ.getOther(b(key)) : environ[key]) as InputStream;
}

/** An application that answers with the body that it got. */
function echo(profile: Profile, look: (input: InputStream) => void = () => {}): Any {
  const { status, headers } = headOf(profile);
  const read = (environ: Any) => {
    const input = inputOf(profile, environ);
    look(input);
    return writeChunk(profile, input.read());
  };
  const apps = {
    start_response: (environ: Any, startResponse: Any) => {
      startResponse(status, headers);
      return [read(environ)];
    },
    triple: (environ: Any) => [status, headers, [read(environ)]],
    asgi: async (_: Any, receive: () => Promise<{ body?: Uint8Array; more_body?: boolean }>, send: (message: Any) => Promise<void>) => {
      await send({ type: "http.response.start", status, headers });
      for (;;) {
        const { body = new Uint8Array(0), more_body = false } = await receive();
        await send({ type: "http.response.body", body: writeChunk(profile, body), more_body });
        if (!more_body) return;
      }
    },
  };
  return apps[profile.convention];
}
