/**
 * A body of 1 GiB through an application that echoes it, for every ordered pair of proposals: in by the request, out by
 * the response, in chunks of 64 KiB. Prints how much the process grew at most meanwhile. `--quick` sends 64 MiB.
 */
import { adapt } from "../src/adapt.ts";
import { writeHeaders, writeStatus } from "../src/answer.ts";
import { BytesDict, b } from "../src/bytes-dict.ts";
import { loadCatalog } from "../src/catalog.ts";
import type { App } from "../src/conventions/app.ts";
import { createHandler } from "../src/create-handler.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import type { InputStream } from "../src/input.ts";
import type { ConventionName, Profile } from "../src/profile.ts";
import type { ByteString } from "../src/wire.ts";

const MiB = 1024 * 1024;
const size = process.argv.includes("--quick") ? 64 * MiB : 1024 * MiB;
const step = 65536;
const wanted = 64;
const { proposals } = await loadCatalog();
const plain = readHttp1(Buffer.from("POST /echo HTTP/1.1\r\nHost: example.org\r\nContent-Length: 0\r\n\r\n"));

/** Gives back what it is given, as it comes. */
function echo(profile: Profile): App<Profile> {
  const status = writeStatus(profile, { status: 200, reason: "OK" as ByteString });
  const headers = writeHeaders(profile, []);
  const inputKey = Object.keys(profile.environ).find((key) => key.endsWith(".input")) ?? "";
  const chunks = (environ: unknown) =>
    (
      (environ instanceof BytesDict ? environ.getOther(b(inputKey)) : (environ as Record<string, unknown>)[inputKey]) as InputStream
    ).chunks();
  const applications: Record<ConventionName, unknown> = {
    start_response: (environ: unknown, startResponse: (status: unknown, headers: unknown) => void) => {
      startResponse(status, headers);
      return chunks(environ);
    },
    triple: (environ: unknown) => [status, headers, chunks(environ)],
    asgi: async (
      _scope: unknown,
      receive: () => Promise<{ body: Uint8Array; more_body: boolean }>,
      send: (message: unknown) => Promise<void>,
    ) => {
      await send({ type: "http.response.start", status, headers });
      for (let more = true; more; ) {
        const message = await receive();
        more = message.more_body;
        await send({ type: "http.response.body", body: message.body, more_body: more });
      }
    },
  };
  return applications[profile.convention] as App<Profile>;
}

async function* body(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += step) yield new Uint8Array(step).fill((sent / step) & 0xff);
}

/** Echoes once; how much larger than at first the resident set was at most, in MiB, and seconds. */
async function grown(from: Profile, to: Profile): Promise<{ growth: number; seconds: number }> {
  const handler = createHandler(adapt(echo(from), { from, to, input: "streamed" }), to, { input: "streamed" });
  const length = String(size) as ByteString;
  const headers = plain.headers.map(([name, value]) => [name, name === "Content-Length" ? length : value] as const);
  const begin = performance.now();
  let most = process.memoryUsage.rss();
  let received = 0;
  const response = await handler({ ...plain, headers, body: body() });
  for await (const chunk of response.body) {
    if (chunk[0] !== ((received / step) & 0xff)) throw new Error(`byte ${received} is not what was sent`);
    received += chunk.length;
    if ((received / step) % 256 === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  if (received !== size) throw new Error(`${received} bytes of ${size} came back`);
  return { growth: (most - before) / MiB, seconds: (performance.now() - begin) / 1000 };
}

// The code itself, and the collector's young generation, are there before anything is measured.
let before = 0;
await grown(proposals[0]!, proposals.at(-1)!);
before = process.memoryUsage.rss();

console.log(
  `${size / MiB} MiB in and out through each pair, growth of the process since the first in MiB (rows: the application, columns: the server); Node ${process.version}`,
);
console.log(`  ${"".padEnd(10)}${proposals.map(({ id }) => id.padStart(10)).join("")}`);
let worst = { growth: -Infinity, pair: "" };
let slowest = { seconds: 0, pair: "" };
for (const from of proposals) {
  const cells: string[] = [];
  for (const to of proposals) {
    const { growth, seconds } = await grown(from, to);
    const pair = `${from.id} on ${to.id}`;
    if (growth > worst.growth) worst = { growth, pair };
    if (seconds > slowest.seconds) slowest = { seconds, pair };
    cells.push(growth.toFixed(1).padStart(10));
  }
  console.log(`  ${from.id.padEnd(10)}${cells.join("")}`);
}
console.log(
  `  most: ${worst.growth.toFixed(1)} MiB (${worst.pair}); less than ${wanted} wanted: ${worst.growth < wanted ? "met" : "MISSED"}; slowest: ${slowest.seconds.toFixed(1)} s (${slowest.pair})`,
);
