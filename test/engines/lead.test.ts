/** What a worker does with requests that it has together: frames in, frames out, with an interpreter and without a pool. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { configOf } from "../../src/engines/cpython/interpreter.ts";
import { settingsFrom } from "../../src/engines/cpython/options.ts";
import { FrameReader, frame, kinds, readAnswer, requestFrame } from "../../src/engines/frames.ts";
import { joined } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";
import { python3 } from "../python.ts";
import { until } from "./hosting.ts";

process.env.PYTHONDONTWRITEBYTECODE = "1";

/** An interpreter that has loaded `apps/lengths.py`, and the frames that it has sent since. */
async function interpreter(threads: number) {
  const python = process.env.PYTHON ?? "python3";
  const settings = settingsFrom({ app: "test/engines/apps/lengths.py", profile: pep3333, threads, python });
  const { child, socket, takeBegun } = await settings.connect(settings, AbortSignal.timeout(30_000));
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  const reader = new FrameReader();
  const heard: { kind: number; request: number; text: string }[] = [];
  socket.on("data", (wire: Buffer) => {
    for (const { kind, request, payload } of reader.push(wire).filter(({ kind }) => kind !== kinds.room))
      heard.push({ kind, request, text: kind === kinds.answer ? text(payload) : payload.toString() });
  });
  socket.write(frame(kinds.config, 0, Buffer.from(JSON.stringify(configOf(settings)))));
  await until(() => heard.length > 0);
  expect(heard.splice(0)).toMatchObject([{ kind: kinds.ready }]);
  return { heard, exited, takeBegun: takeBegun!, send: (...frames: Buffer[]) => socket.write(Buffer.concat(frames)) };
}

const text = (payload: Buffer) => Buffer.from(joined([...(readAnswer(payload).body as Uint8Array[])])).toString();
const ask = (number: number, line: string, hasBody = false) =>
  requestFrame(number, request(line, hasBody ? { body: "body" } : {}), hasBody);
const answer = (number: number, path: string) => ({ kind: kinds.answer, request: number, text: path });
const back = (number: number) => ({ kind: kinds.back, request: number, text: "" });

/** A file that is not there until a test says so. */
function gate() {
  const folder = mkdtempSync(join(tmpdir(), "gate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "open");
  return { line: `GET /until?${file}`, open: () => writeFileSync(file, "") };
}

describe.skipIf(!python3)("requests that a worker has together", () => {
  test("are answered in order", async () => {
    const { heard, send } = await interpreter(1);
    send(ask(1, "GET /a"), ask(2, "GET /b"), ask(3, "GET /c"));
    await until(() => heard.length === 3);
    expect(heard).toEqual([answer(1, "/a"), answer(2, "/b"), answer(3, "/c")]);
  });

  test("before a long one are answered at once, those behind it are given back, and the next comes first", async () => {
    const { heard, send } = await interpreter(1);
    const { line, open } = gate();
    send(ask(1, "GET /a"), ask(2, line), ask(3, "POST /b"), ask(4, "GET /c"));
    await until(() => heard.length === 3);
    expect(heard).toEqual([answer(1, "/a"), back(4), back(3)]);
    send(ask(5, "GET /d"));
    await until(() => heard.length === 4);
    expect(heard[3]).toEqual(back(5));
    open();
    await until(() => heard.length === 5);
    send(ask(6, "GET /e"));
    await until(() => heard.length === 6);
    expect(heard.slice(4)).toEqual([answer(2, "/until"), answer(6, "/e")]);
  });

  test("are given back whether or not they have a body", async () => {
    const { heard, send } = await interpreter(1);
    const { line, open } = gate();
    send(ask(1, line), ask(2, "POST /a", true), ask(3, "GET /b"), frame(kinds.body, 2, Buffer.from("body")), frame(kinds.bodyEnd, 2));
    await until(() => heard.length === 2);
    expect(heard).toEqual([back(3), back(2)]);
    open();
    await until(() => heard.length === 3);
    expect(heard.slice(2)).toEqual([answer(1, "/until")]);
  });

  test("are answered by another thread while one is long, as many as there are threads", async () => {
    const { heard, send } = await interpreter(3);
    const { line, open } = gate();
    send(ask(1, line), ask(2, line), ask(3, "GET /a"), ask(4, "GET /b"));
    await until(() => heard.length === 2);
    expect(heard).toEqual([answer(3, "/a"), answer(4, "/b")]);
    send(ask(5, line), ask(6, "GET /c"));
    await until(() => heard.length === 3);
    expect(heard[2]).toEqual(back(6));
    open();
    await until(() => heard.length === 6);
    expect(
      heard
        .slice(3)
        .map((found) => found.request)
        .sort(),
    ).toEqual([1, 2, 5]);
  });

  test("a call that waits for its body is no reason for others to wait", async () => {
    const { heard, send } = await interpreter(2);
    send(ask(1, "POST /a", true), ask(2, "GET /b"));
    await until(() => heard.length === 1);
    expect(heard).toEqual([answer(2, "/b")]);
    send(frame(kinds.body, 1, Buffer.from("body")), frame(kinds.bodyEnd, 1));
    await until(() => heard.length === 2);
    expect(heard[1]).toEqual(answer(1, "body"));
  });

  test("that nobody waits for any more are not begun", async () => {
    const { heard, send, takeBegun, exited } = await interpreter(2);
    const { line, open } = gate();
    send(ask(1, line), ask(2, line), ask(3, "POST /a", true), frame(kinds.cancel, 3));
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    await until(() => heard.length === 3);
    expect([kinds.error, kinds.back]).toContain(heard.find((found) => found.request === 3)!.kind);
    send(frame(kinds.stop, 0));
    await exited;
    expect(takeBegun()).not.toContain(3);
  });

  test("are known to have begun or not, when it has ended", async () => {
    const { send, exited, takeBegun } = await interpreter(1);
    send(ask(7, "GET /a"), ask(8, "GET /die"), ask(9, "POST /b"));
    await exited;
    const begun = takeBegun();
    expect([7, 8, 9].map((number) => begun.has(number))).toEqual([true, true, false]);
  });

  test.for([1, 2, 4])("of every length are each answered once, on %i threads", async (threads) => {
    const { heard, send, exited } = await interpreter(threads);
    const lines = ["GET /a", "GET /sleep?0.002", "GET /b", "GET /work?0.002", "POST /c", "GET /d", "GET /sleep?0.0005"];
    const asked = new Map<number, string>();
    const framesOf = (number: number, line: string) =>
      line === "POST /c"
        ? [ask(number, line, true), frame(kinds.body, number, Buffer.from("body")), frame(kinds.bodyEnd, number)]
        : [ask(number, line)];
    let next = 1;
    const answered = new Set<number>();
    const hear = () => {
      for (const { kind, request, text } of heard.splice(0)) {
        if (kind === kinds.back) send(...framesOf(request, asked.get(request)!));
        else {
          expect(answered).not.toContain(request);
          answered.add(request);
          const [, path = ""] = /(\/\w+)/.exec(asked.get(request)!)!;
          expect(text).toBe(path === "/c" ? "body" : path);
        }
      }
      return answered.size === next - 1;
    };
    for (let round = 0; round < 40; round++) {
      const frames: Buffer[] = [];
      for (let i = 0; i < 1 + (round % 9); i++, next++) {
        const line = lines[(round * 3 + i * 5) % lines.length]!;
        asked.set(next, line);
        frames.push(...framesOf(next, line));
      }
      send(...frames);
      if (round % 4 === 0) await until(hear);
    }
    await until(hear);
    send(frame(kinds.stop, 0));
    expect(await exited).toEqual([0, null]);
  });
});
