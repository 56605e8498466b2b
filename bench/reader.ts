/**
 * Request bytes to a request, and on to an environ, beside the readers of Python servers.
 *
 * Run from the repository. `PYTHON` names an interpreter that has the peers (`pip install cheroot gunicorn
 * waitress` into an environment of its own); those it lacks are skipped. The messages differ in path and
 * cookie, so that nothing is measured that only the very same request could be quick at. `--quick` takes
 * fewer and shorter rounds.
 */
import { createRequire } from "node:module";
import pep3333 from "../proposals/pep-3333.ts";
import { mergeHeaders } from "../src/cgi/headers.ts";
import { writeEnviron } from "../src/environ.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import { type Contender, measureRounds, medians, speedRatio } from "./lib/measure.ts";
import { messages } from "./lib/messages.ts";
import { startPeers } from "./lib/peers.ts";

const options = process.argv.includes("--quick") ? { rounds: 5, milliseconds: 5 } : { rounds: 25, milliseconds: 20 };
const wanted = 9;

// A round of Python goes through them in turn as well.
let next = 0;
const message = () => messages[next++ & 15]!;

/** Node's own parser as node:http drives it, up to the array of header strings. Not a public module: absent where it is gone. */
function llhttp(): (() => number) | undefined {
  try {
    const { HTTPParser } = createRequire(import.meta.url)("_http_common");
    const parser = new HTTPParser();
    parser.initialize(HTTPParser.REQUEST, {});
    let count = 0;
    parser[HTTPParser.kOnHeadersComplete | 0] = (_major: number, _minor: number, headers: string[]) => {
      count = headers.length;
    };
    const run = () => {
      parser.execute(message());
      return count;
    };
    return run() === 40 ? run : undefined;
  } catch {
    return undefined;
  }
}

const native = llhttp();
const peers = await startPeers("bench/reader.py", {
  messages: messages.map((wire) => wire.toString("hex")),
  path: "/shop/caf\xc3\xa9/items",
  milliseconds: options.milliseconds,
});
const whole = "readHttp1 + writeEnviron";
const rounds = await measureRounds(
  {
    readHttp1: () => readHttp1(message()),
    "readHttp1 + mergeHeaders": () => mergeHeaders(readHttp1(message()).headers),
    [whole]: () => writeEnviron(pep3333, readHttp1(message())),
    ...(native ? { "llhttp, to header strings": native } : {}),
  } as Record<string, Contender>,
  peers.contenders,
  options,
);
peers.close();

console.log(
  `Request of ${messages[0]!.length} bytes and 20 fields to an environ; Node ${process.version}; medians of ${options.rounds} rounds`,
);
for (const [name, nanoseconds] of Object.entries(medians(rounds))) {
  const ratio = speedRatio(rounds[whole]!, rounds[name]!);
  const verdict = /^(?:cheroot|gunicorn) /.test(name) ? ` (wanted: ${wanted}x, ${ratio >= wanted ? "met" : "MISSED"})` : "";
  console.log(
    `  ${name.padEnd(28)} ${(nanoseconds / 1000).toFixed(2).padStart(7)} µs  ${ratio.toFixed(2).padStart(6)}x the time of ${whole}${verdict}`,
  );
}
for (const why of peers.skipped) console.log(`  skipped ${why}; set PYTHON to an interpreter that has it`);
