/** `babelgate transcode`: environs or answers of one model as those of another, a JSON value a line. */
import type { Command } from "commander";
import { loadCatalog } from "../catalog.ts";
import { utf8 } from "../codecs/utf8.ts";
import { inPlace, StringModelError } from "../errors.ts";
import { denote, denoteEnviron, note, noteEnviron, noteError } from "../notation.ts";
import type { Profile } from "../profile.ts";
import { forPython } from "../python-version.ts";
import { type AnswerOf, transcodeAnswer, transcodeEnviron } from "../transcode.ts";
import { oneOf, profileNamed, python } from "./options.ts";
import { print } from "./output.ts";

const kinds = ["environ", "response"] as const;

export function addTranscode(program: Command): void {
  program
    .command("transcode")
    .description("read environs or answers of one model as JSON lines, write those of another")
    .requiredOption("--from <id|file>", "the model of the lines that come in")
    .requiredOption("--to <id|file>", "the model of the lines that go out")
    .option("--python <2|3>", "what native means: on Python 2 a native string is bytes", python, 3)
    .option("--kind <kind>", `what a line holds: ${kinds.join(" or ")}`, oneOf("--kind", kinds), "environ")
    .addHelpText(
      "after",
      `
An environ is [[key, value], ...]; an answer is {"status": ..., "headers": [[name, value], ...], "body": [chunk, ...]}.
A line that cannot be expressed comes out as {"error": ...} in its place, and the exit code is 1.
A part of an environ (no method) gives that part of the other.

Examples:
  echo '[[{"str":"PATH_INFO"},{"str":"/caf\\u00c3\\u00a9"}]]' | babelgate transcode --from pep-3333 --to flat
  babelgate transcode --from web3 --to pep-3333 --kind response < answers.jsonl`,
    )
    .action(async (options) => {
      const catalog = await loadCatalog();
      const from = forPython(await profileNamed(catalog, "--from", options.from), options.python);
      const to = forPython(await profileNamed(catalog, "--to", options.to), options.python);
      const convert = options.kind === "environ" ? environLine : answerLine;
      for await (const line of lines(process.stdin)) {
        const out = attempt(() => convert(from, to, parse(line)));
        if (typeof out === "object" && out !== null && "error" in out) process.exitCode = 1;
        await print(`${JSON.stringify(out)}\n`);
      }
    });
}

function environLine(from: Profile, to: Profile, json: unknown): unknown {
  return noteEnviron(to, transcodeEnviron(from, to, denoteEnviron(from, json)));
}

function answerLine(from: Profile, to: Profile, json: unknown): unknown {
  const { status, headers, body } = transcodeAnswer(from, to, answerFrom(json, from));
  return { status: note(status, "status"), headers: note(headers, "headers"), body: note(body, "body") };
}

function answerFrom(json: unknown, { id }: Profile): AnswerOf<Profile> {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  if (!isObject || Object.keys(json).sort().join() !== "body,headers,status")
    throw new StringModelError("BAD_JSON", 'an answer is an object of "status", "headers" and "body"', { profile: id });
  const { status, headers, body } = json as Record<string, unknown>;
  if (!Array.isArray(headers) || !Array.isArray(body))
    throw new StringModelError("BAD_JSON", "headers and body are arrays", { profile: id });
  const part = (key: string, json: unknown) => inPlace({ profile: id, key }, () => denote(json));
  return { status: part("status", status), headers: part("headers", headers), body: part("body", body) } as AnswerOf<Profile>;
}

function parse(line: Uint8Array): unknown {
  const text = utf8.decode(line);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the line, which may hold a cookie.
    throw new StringModelError("BAD_JSON", "the line is not JSON", {}, { cause });
  }
}

function attempt(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    if (error instanceof StringModelError) return noteError(error);
    throw error;
  }
}

/** Lines of a byte stream without their LF; a last one needs none. */
async function* lines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
