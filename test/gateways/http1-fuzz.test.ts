import { expect, test } from "vitest";
import { byNode, byUs, checkAgainstNode, checkCuts, fuzz } from "../fuzz/http1.ts";
import { latin1 } from "./clients/http1.ts";

const message = "POST /a HTTP/1.1\r\nHost: h\r\nX-A: b\r\nContent-Length: 1\r\n\r\nxGET /c HTTP/1.0\r\n\r\n";

test("both see the same of two requests on one connection", async () => {
  const expected = [
    {
      method: "POST",
      target: "/a",
      protocol: "HTTP/1.1",
      headers: [
        ["X-A", "b"],
        ["Content-Length", "1"],
      ],
      body: "x",
      keepAlive: true,
    },
    { method: "GET", target: "/c", protocol: "HTTP/1.0", headers: [], body: "", keepAlive: false },
  ];
  expect((await byUs([latin1(message)])).seen).toEqual(expected);
  expect(await byNode(message)).toEqual(expected);
});

test("a raw byte in a target is ours alone", async () => {
  const raw = message.replace("/a", "/\xe9");
  expect([(await byUs([latin1(raw)])).seen.length, (await byNode(raw)).length]).toEqual([2, 0]);
  await checkAgainstNode(raw);
});

test("a message that is cut anywhere is answered like the whole", async () => {
  for (let i = 1; i < message.length; i++) await checkCuts(message, [i]);
});

test("nothing is accepted that llhttp refuses, and what both accept is the same (bounded; npm run fuzz is not)", async () => {
  await fuzz(1500);
}, 60_000);
