/** What fails, or goes on, when the response has ended. */
import { hasWrite } from "../../../src/conventions/start-response/written.ts";
import type { InputStream } from "../../../src/input.ts";
import type { Profile } from "../../../src/profile.ts";
import { request } from "../../../src/testing/request.ts";
import type { Events } from "../observe.ts";
import {
  type Any,
  answered,
  attempt,
  type BadCase,
  calling,
  giving,
  inputOf,
  none,
  note,
  ok,
  one,
  opening,
  own,
  part,
} from "./bad-acting.ts";

export const badEnds = {
  "fails to close": [
    calling("after the last chunk", { start_response: unclosable(thrown), triple: unclosable(thrown) }, { body: "a", closes: () => 1 }),
  ],
  "fails to close later": [
    calling(
      "after the last chunk",
      { start_response: unclosable(rejected), triple: unclosable(rejected) },
      { body: "a", closes: () => 1, told: [] },
    ),
  ],
  "goes on after the end": [
    calling(
      "writes",
      {
        start_response: (profile, events) =>
          hasWrite(profile)
            ? (_: Any, startResponse: Any) => {
                const write = startResponse(ok(profile), none(profile));
                setImmediate(() => attempt(events, () => write(one(profile))));
                return [one(profile)];
              }
            : undefined,
        asgi: (profile, events) => async (_: Any, __: Any, send: Any) => {
          for (const message of [opening(profile), part(profile)]) await send(message);
          await send(part(profile)).catch(note(events));
        },
      },
      { body: "a" },
    ),
    calling(
      "starts",
      {
        start_response: (profile, events) => (_: Any, startResponse: Any) => {
          setImmediate(() => attempt(events, () => startResponse(ok(profile), none(profile))));
          return answered(profile, startResponse);
        },
        asgi: (profile, events) => async (_: Any, __: Any, send: Any) => {
          for (const message of [opening(profile), part(profile)]) await send(message);
          await send(opening(profile)).catch(note(events));
        },
      },
      { body: "a" },
    ),
  ],
  "reads after the end": [
    ...Object.entries({
      "read()": (input: InputStream) => input.read(),
      "read(0)": (input: InputStream) => input.read(0),
      "readline()": (input: InputStream) => input.readline(),
      "readlines()": (input: InputStream) => input.readlines(),
      lines: (input: InputStream) => [...input],
    }).map(([name, read]) => {
      const apps = { start_response: holding(read), triple: holding(read) };
      return calling(name, apps, { body: "a", request: () => request("POST /", { body: "a\nb" }) });
    }),
    calling(
      "of a generator",
      { start_response: holding((input) => input.read(), lazily), triple: holding((input) => input.read(), lazily) },
      { body: "a", request: () => request("POST /", { body: "abc" }) },
    ),
  ],
  "receives after the end": ["", "abc"].map((body) =>
    calling(
      body === "" ? "nothing was sent" : "what was sent is not read",
      {
        asgi: (profile, events) => async (_: Any, receive: Any, send: Any) => {
          for (const message of [opening(profile), part(profile)]) await send(message);
          for (let i = 0; i < 2; i++) events.push(`told ${(await receive()).type}`);
        },
      },
      { body: "a", request: () => request("POST /", { body }), told: ["told http.disconnect", "told http.disconnect"] },
    ),
  ),
} satisfies Record<string, readonly BadCase[]>;

function* lazily(profile: Profile) {
  yield one(profile);
}

function holding(read: (input: InputStream) => unknown, shape: (profile: Profile) => unknown = (profile) => [one(profile)]) {
  return (profile: Profile, events: Events) => (environ: unknown, startResponse: Any) => {
    const input = inputOf(profile, environ);
    setImmediate(() => attempt(events, () => read(input)));
    return giving(profile, startResponse, shape(profile));
  };
}

function unclosable(closing: () => unknown) {
  return (profile: Profile, events: Events) => {
    const body = {
      *[Symbol.iterator]() {
        yield one(profile);
      },
      close() {
        events.push("close");
        return closing();
      },
    };
    return (_: Any, startResponse: Any) => giving(profile, startResponse, body);
  };
}

function thrown(): never {
  throw own();
}

async function rejected(): Promise<never> {
  throw own();
}
