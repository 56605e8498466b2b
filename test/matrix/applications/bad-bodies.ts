/** Bodies that break a rule, or break off. */
import { hasWrite } from "../../../src/conventions/start-response/written.ts";
import { chunk, fail, give, start, write } from "../acts.ts";
import {
  type Any,
  acting,
  attempt,
  type BadCase,
  bodies,
  calling,
  except,
  lazy,
  named,
  none,
  note,
  ok,
  one,
  only,
  opening,
  own,
  part,
  sized,
  wrong,
} from "./bad-acting.ts";

export const badBodies = {
  "wrong first chunk": wrong.flatMap((value, i) => [
    ...acting((profile) => [start(), give(value(profile))], bodies, { name: `${i}` }),
    ...acting((profile) => (profile.convention === "asgi" ? undefined : [start(), chunk(""), give(value(profile))]), lazy, {
      name: `${i} after an empty one`,
    }),
  ]),
  "wrong later chunk": wrong.flatMap((value, i) =>
    acting((profile) => [start(), chunk("a"), give(value(profile)), chunk("b")], bodies, { name: `${i}`, body: "a" }),
  ),
  "throws after the head": [
    ...acting([start(), chunk("a"), fail()], lazy, { body: "a" }),
    ...acting([start(), chunk("a"), chunk(""), fail()], lazy, { body: "a", name: "after an empty chunk" }),
    ...acting(only("start_response", [start(), write("a"), fail()]), lazy, { body: "a", name: "after what it wrote" }),
    ...acting(only("asgi", [start(), chunk(""), fail()]), ["list"], { body: "", early: true, name: "with no byte of the body" }),
    calling(
      "an async function that has written",
      {
        start_response: (profile) =>
          hasWrite(profile)
            ? async (_: Any, startResponse: Any) => {
                await startResponse(ok(profile), none(profile))(one(profile));
                throw own();
              }
            : undefined,
      },
      { body: "a" },
    ),
  ],
  "too long": [
    ...acting([sized("3"), chunk("ab"), chunk("cd"), chunk("e")], bodies, { body: "abc" }),
    ...acting([sized("1"), chunk("abc")], bodies, { body: "a" }),
    ...acting([sized("3"), write("ab"), chunk("cd")], ["closable", "async closable"], { body: "abc", name: "after what it wrote" }),
    ...acting(only("asgi", [sized("0"), chunk(""), chunk("a")]), ["list"], { body: "", early: true, name: "after no byte" }),
    calling(
      "caught",
      {
        start_response: (profile, events) => (_: Any, startResponse: Any) => {
          const write = startResponse(ok(profile), named(profile, "Content-Length", "1"));
          if (!hasWrite(profile)) return [one(profile, "abc")];
          attempt(events, () => write(one(profile, "abc")));
          return [];
        },
        asgi: (profile, events) => async (_: Any, __: Any, send: Any) => {
          await send({ type: "http.response.start", status: 200, headers: named(profile, "content-length", "1") });
          await send({ type: "http.response.body", body: one(profile, "abc"), more_body: true }).catch(note(events));
          await send({ type: "http.response.body" });
        },
      },
      { body: "a" },
    ),
  ],
  "too long for nothing": [
    ...acting([sized("0"), chunk("a")], bodies),
    ...acting(except("asgi", [sized("0"), chunk(""), chunk("a")]), bodies, { name: "after an empty chunk" }),
    calling("caught", {
      start_response: (profile, events) =>
        hasWrite(profile)
          ? (_: Any, startResponse: Any) => {
              const write = startResponse(ok(profile), named(profile, "Content-Length", "0"));
              attempt(events, () => write(one(profile)));
              return [];
            }
          : undefined,
      asgi: (profile, events) => async (_: Any, __: Any, send: Any) => {
        await send({ ...opening(profile), headers: named(profile, "content-length", "0") });
        await send(part(profile)).catch(note(events));
      },
    }),
  ],
  "too short": [
    ...acting([sized("3"), chunk("a"), chunk("b")], bodies, { body: "ab" }),
    ...acting([sized("3"), write("a")], ["closable", "async closable"], { body: "a", name: "what it wrote" }),
    ...acting(only("asgi", [sized("3"), chunk("")]), ["list"], { body: "", early: true, name: "no byte" }),
  ],
  "too short by all": [
    ...acting([sized("3")], bodies),
    ...acting(except("asgi", [sized("3"), chunk(""), chunk("")]), bodies, { name: "empty chunks" }),
    ...acting(only("start_response", [sized("3"), write("")]), bodies, { name: "an empty write()" }),
  ],
  "returns before the body": [
    calling("at once", {
      asgi: (profile) => async (_: Any, __: Any, send: Any) => send(opening(profile)),
    }),
  ],
  "returns in the body": [
    calling(
      "after a chunk",
      {
        asgi: (profile) => async (_: Any, __: Any, send: Any) => {
          await send(opening(profile));
          await send(part(profile, true));
        },
      },
      { body: "a" },
    ),
  ],
} satisfies Record<string, readonly BadCase[]>;
