/** Good applications whose body has a close(), and ways for their response to end. */
import { hasWrite } from "../../../src/conventions/start-response/written.ts";
import type { Profile } from "../../../src/profile.ts";
import { request } from "../../../src/testing/request.ts";
import type { Shape } from "../../../src/testing/script.ts";
import { type Act, chunk, start } from "../acts.ts";
import type { Case, Events } from "../observe.ts";
import { type Any, acting, type BadCase, calling, lines, none, ok, one } from "./bad-acting.ts";

const shapes: readonly Shape[] = ["closable", "async closable"];
const inTime = (name: string, acts: readonly Act[], more: Partial<BadCase> = {}): Case[] =>
  [false, true].flatMap((late) => acting(acts, shapes, { name, late, ...more }));

export const endings: readonly Case[] = [
  ...inTime("whole", [start(), chunk("a"), chunk("b")]),
  ...inTime("whole, of a known length", [lines(["Content-Length", "2"]), chunk("a"), chunk("b")]),
  ...inTime("empty", [start()]),
  ...inTime("empty chunks", [start(), chunk(""), chunk("")]),
  ...inTime("HEAD", [start(), chunk("a")], { request: () => request("HEAD /") }),
  ...inTime("204", [start("204 No Content")]),
  ...[0, 1, 2].flatMap((take) => inTime(`the client leaves after ${take}`, [start(), chunk("a"), chunk("b"), chunk("c")], { take })),
  ...[0, 1].map((take) =>
    calling(`the client leaves after ${take}, and the body is given later`, { start_response: leftWriting }, { take }),
  ),
];

/** Answers that a model of nothing but UTF-8 has no value for; the client gets as much of the body. */
export const unspeakable: readonly BadCase[] = [
  ...acting([start("200 \xff"), chunk("a")], shapes, { late: true, name: "status" }),
  ...acting([lines(["X-A", "\xff"]), chunk("a")], shapes, { late: true, name: "header" }),
  ...acting([start(), chunk("\xff"), chunk("a")], shapes, { name: "first chunk" }),
  ...acting([start(), chunk("a"), chunk("\xff")], shapes, { name: "later chunk", body: "a" }),
];

function leftWriting(profile: Profile, events: Events) {
  if (!hasWrite(profile)) return undefined;
  return async (_: Any, startResponse: Any) => {
    startResponse(ok(profile), none(profile))(one(profile));
    await new Promise(setImmediate);
    return { *[Symbol.iterator]() {}, close: () => events.push("close") };
  };
}
