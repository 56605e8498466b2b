/** Heads that break a rule. */
import { hasWrite } from "../../../src/conventions/start-response/written.ts";
import { type Act, chunk, start, startWith } from "../acts.ts";
import { type Any, type BadCase, calling, line, lines, none, ok, one, onlyNumbers, opening, refused, sized } from "./bad-acting.ts";

export const badHeads = {
  "bad status": [
    ...["99 Nine", "20 OK", "1000 More", "0 Zero"].flatMap((status) => refused([start(status), chunk("a")], { name: status })),
    ...["200", "abc OK", "", " 200 OK", "200\xa0OK"].flatMap((status) =>
      refused((profile) => (onlyNumbers(profile) ? undefined : [startWith({ status: line(profile, status) }), chunk("a")]), {
        name: JSON.stringify(status),
      }),
    ),
  ],
  "bad header name": ["", "X A", "X:A", "\xe9", "X(", "X-A\xa0"].flatMap((name) =>
    refused([lines([name, "v"]), chunk("a")], { name: JSON.stringify(name) }),
  ),
  "head injection": ["\r\nX: y", "\n", "\r", "\0", "\x1b", "\x7f"].flatMap((control) => [
    ...refused([lines([`X${control}`, "v"]), chunk("a")], { name: `name ${JSON.stringify(control)}` }),
    ...refused([lines(["X", `a${control}b`]), chunk("a")], { name: `value ${JSON.stringify(control)}` }),
    ...refused((profile) => (onlyNumbers(profile) ? undefined : [start(`200 O${control}K`), chunk("a")]), {
      name: `status ${JSON.stringify(control)}`,
    }),
  ]),
  "head of a wrong type": [
    ...refused((profile) => [startWith({ status: onlyNumbers(profile) ? "200 OK" : 200 }), chunk("a")], { name: "status" }),
    ...[5, null, "a str", { "X-A": "v" }, [["X-A"]], ["X-A", "v"], [["X-A", "v", "w"]], [[5, 5]]].flatMap((headers) =>
      refused([{ ...start(), raw: { headers } } as Act, chunk("a")], { name: `headers ${JSON.stringify(headers)}` }),
    ),
  ],
  "bad Content-Length": [
    ...["x", "", "-1", "+1", "1.0", "1, 1", " 1", "0x1"].flatMap((length) =>
      refused([sized(length), chunk("a")], { name: JSON.stringify(length) }),
    ),
    ...refused([lines(["Content-Length", "1"], ["content-length", "1"]), chunk("a")], { name: "twice" }),
  ],
  trailers: [
    calling("in the start", {
      asgi: (profile) => async (_: Any, __: Any, send: Any) =>
        send({ type: "http.response.start", status: 200, headers: none(profile), trailers: true }),
    }),
    calling("after it", {
      asgi: (profile) => async (_: Any, __: Any, send: Any) => {
        await send(opening(profile));
        await send({ type: "http.response.trailers", headers: [] });
      },
    }),
  ],
  "unknown message": [{ type: "http.response.debug" }, { type: 5 }, {}, null, undefined, "http.response.start"].map((message) =>
    calling(JSON.stringify(message) ?? "undefined", { asgi: () => async (_: Any, __: Any, send: Any) => send(message) }),
  ),
  "no write()": [
    calling("in the call", {
      start_response: (profile) =>
        hasWrite(profile)
          ? undefined
          : (_: Any, startResponse: Any) => {
              startResponse(ok(profile), none(profile))(one(profile));
              return [];
            },
    }),
  ],
} satisfies Record<string, readonly BadCase[]>;
