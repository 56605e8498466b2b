/** An application may fill its buffer anew as soon as it goes on: what it has given stays what it was. */
import { expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { adapt } from "../../src/adapt.ts";
import type { Profile } from "../../src/profile.ts";
import { request } from "../../src/testing/request.ts";
import { type Any, handlerOf, plain, plainBytes } from "./serve.ts";

const rounds = [65, 66, 67];
/** One that a server has room for, and one that it has not. */
const sizes = [4, 70_000];

const yields = (size: number) =>
  function* (_: Any, start: Any) {
    start("200 OK", [plain]);
    const buffer = new Uint8Array(size);
    for (const byte of rounds) yield buffer.fill(byte);
  };
const yieldsLater = (size: number) =>
  async function* (_: Any, start: Any) {
    start("200 OK", [plain]);
    const buffer = new Uint8Array(size);
    for (const byte of rounds) yield buffer.fill(byte);
  };
const writes = (size: number) => (_: Any, start: Any) => {
  const write = start("200 OK", [plain]);
  const buffer = new Uint8Array(size);
  for (const byte of rounds) write(buffer.fill(byte));
  return [];
};
const writesLater = (size: number) => async (_: Any, start: Any) => {
  const write = start("200 OK", [plain]);
  const buffer = new Uint8Array(size);
  for (const byte of rounds) await write(buffer.fill(byte));
  return [];
};
const sends = (size: number) => async (_: Any, __: Any, send: Any) => {
  await send({ type: "http.response.start", status: 200, headers: [plainBytes] });
  const buffer = new Uint8Array(size);
  for (const byte of rounds) await send({ type: "http.response.body", body: buffer.fill(byte), more_body: byte !== rounds.at(-1) });
  buffer.fill(0);
};
const sendsOne = (size: number) => async (_: Any, __: Any, send: Any) => {
  await send({ type: "http.response.start", status: 200, headers: [plainBytes] });
  const buffer = new Uint8Array(size).fill(65);
  await send({ type: "http.response.body", body: buffer });
  buffer.fill(0);
};

const applications: readonly [does: string, (size: number) => Any, Profile][] = [
  ["yields it", yields, pep3333],
  ["yields it, async", yieldsLater, pep3333],
  ["writes it", writes, pep3333],
  ["writes it, async", writesLater, pep3333],
  ["sends it", sends, asgi3],
  ["sends it whole", sendsOne, asgi3],
];

/** The bytes in order, each once, as a client sees them that is not quick. */
async function seen(app: Any, from: Profile, to: Profile): Promise<number[]> {
  const { body } = await handlerOf(adapt(app, { from, to } as Any) as Any, to)(request("GET /"));
  const bytes: number[] = [];
  for await (const chunk of body) {
    for (const byte of chunk) if (byte !== bytes.at(-1)) bytes.push(byte);
    await new Promise(setImmediate);
  }
  return bytes;
}

const servers: readonly Profile[] = [pep3333, web3, asgi3];
const pairs = applications.flatMap(([does, app, from]) => servers.map((to) => [does, from.id, to.id, app, from, to] as const));

test.each(pairs)("an application that %s, of %s on %s", async (does, _, __, app, from, to) => {
  const wanted = does.endsWith("whole") ? [65] : rounds;
  for (const size of sizes) expect(await seen(app(size), from, to)).toEqual(wanted);
});
