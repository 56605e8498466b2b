/** Requests that an application cannot answer, and applications that fail before they give a head. */
import { hasWrite } from "../../../src/conventions/start-response/written.ts";
import { writeEnviron } from "../../../src/environ.ts";
import { StringModelError } from "../../../src/errors.ts";
import type { RawRequest } from "../../../src/exchange.ts";
import type { Profile } from "../../../src/profile.ts";
import { request } from "../../../src/testing/request.ts";
import { chunk, fail, restart, start, write } from "../acts.ts";
import type { Events } from "../observe.ts";
import {
  type Any,
  acting,
  answered,
  attempt,
  type BadCase,
  bodies,
  calling,
  except,
  giving,
  inputOf,
  lazy,
  none,
  note,
  ok,
  one,
  only,
  opening,
  own,
  part,
} from "./bad-acting.ts";

const undecodable = () => request("GET /%FF");

export const badRequests = {
  "undecodable request": acting((profile) => (hasNoValueFor(profile, undecodable()) ? [start(), chunk("a")] : undefined), ["list"], {
    request: undecodable,
  }),
  "large request": [calling("read()", { start_response: reading, triple: reading }, upload({ options: { maxBuffered: 8 } }))],
  "body not at hand": [calling("read()", { start_response: reading, triple: reading }, upload({ options: { input: "streamed" } }))],
  "throws before the head": [
    ...acting([fail()], ["list"]),
    calling("after the start", {
      start_response: (profile) => (_: Any, startResponse: Any) => {
        startResponse(ok(profile), none(profile));
        throw own();
      },
      asgi: (profile) => async (_: Any, __: Any, send: Any) => {
        await send(opening(profile));
        throw own();
      },
    }),
    calling("a function that has written", {
      start_response: (profile) =>
        hasWrite(profile)
          ? (_: Any, startResponse: Any) => {
              startResponse(ok(profile), none(profile))(one(profile));
              throw own();
            }
          : undefined,
    }),
    calling("an async function that has written no bytes", {
      start_response: (profile) =>
        hasWrite(profile)
          ? async (_: Any, startResponse: Any) => {
              await startResponse(ok(profile), none(profile))(one(profile, ""));
              throw own();
            }
          : undefined,
    }),
  ],
  "throws at the first chunk": [
    ...acting(except("asgi", [start(), fail()]), lazy),
    ...acting(except("asgi", [start(), chunk(""), fail()]), lazy, { name: "after an empty one" }),
    ...acting(only("start_response", [start(), write(""), fail()]), lazy, { name: "after an empty write()" }),
    ...acting(only("start_response", [fail()]), lazy, { late: true, name: "without a start" }),
  ],
  "returns no iterable": [undefined, null, 5, true, "a str", new Uint8Array(1), { length: 1 }].flatMap((value) => {
    const now = (profile: Profile) => (_: Any, startResponse: Any) => giving(profile, startResponse, value);
    const later = (profile: Profile) => async (_: Any, startResponse: Any) => giving(profile, startResponse, value);
    return [
      calling(String(value), { start_response: now, triple: now }),
      calling(`async, ${value}`, { start_response: later, triple: later }),
    ];
  }),
  "returns no triple": [
    ...[undefined, null, 5, "a str", new Uint8Array(3), {}, [], [1, 2]].map((value) =>
      calling(String(value), { triple: () => () => value }),
    ),
    calling("four", { triple: (profile) => () => [ok(profile), none(profile), [], []] }),
    calling("a function", { triple: () => () => () => undefined }),
    calling(
      "only a body",
      {
        triple: (profile, events) => () => ({
          *[Symbol.iterator]() {
            yield one(profile);
          },
          close: () => events.push("close"),
        }),
      },
      { closes: () => 1 },
    ),
  ],
  "never starts": [
    ...acting(except("triple", [chunk("a")]), bodies),
    ...acting(except("triple", []), bodies),
    ...acting(only("start_response", [chunk("")]), bodies),
  ],
  "goes on after a refused start": [
    calling("caught", {
      start_response: (profile, events) => (_: Any, startResponse: Any) => {
        attempt(events, () => startResponse(ok(profile), 5));
        return [one(profile)];
      },
      asgi: (profile, events) => async (_: Any, __: Any, send: Any) => {
        await send({ type: "http.response.start", status: "200 OK" }).catch(note(events));
        await send({ type: "http.response.body", body: one(profile) });
      },
    }),
  ],
  "starts twice": [
    calling("at once", {
      start_response: (profile) => (_: Any, startResponse: Any) => {
        startResponse(ok(profile), none(profile));
        startResponse(ok(profile), none(profile));
        return [];
      },
      asgi: (profile) => async (_: Any, __: Any, send: Any) => {
        for (let i = 0; i < 2; i++) await send(opening(profile));
      },
    }),
  ],
  "starts twice, late": [
    ...acting(only("start_response", [start(), chunk("a"), start()]), lazy, { late: true, body: "a" }),
    calling(
      "after a chunk",
      {
        asgi: (profile) => async (_: Any, __: Any, send: Any) => {
          for (const message of [opening(profile), part(profile, true), opening(profile)]) await send(message);
        },
      },
      { body: "a" },
    ),
  ],
  "exc_info, late": acting(only("start_response", [start(), chunk("a"), restart("500 Late")]), lazy, {
    late: true,
    body: "a",
    own: "Error: what exc_info holds",
  }),
} satisfies Record<string, readonly BadCase[]>;

function hasNoValueFor(profile: Profile, sent: RawRequest): boolean {
  try {
    writeEnviron(profile, sent);
    return false;
  } catch (error) {
    if (error instanceof StringModelError && error.code === "UNDECODABLE") return true;
    throw error;
  }
}

function upload(more: Partial<BadCase>): Partial<BadCase> {
  const body = {
    async *[Symbol.asyncIterator]() {
      yield new Uint8Array(9);
    },
  };
  return { request: () => request("POST /", { body, headers: { "Content-Length": "9" } }), ...more };
}

function reading(profile: Profile, events: Events) {
  return (environ: unknown, startResponse: Any) => {
    events.push("called");
    inputOf(profile, environ).read();
    return answered(profile, startResponse);
  };
}
