/** An observation without what a list of losses says is lost: one function a loss, and nothing for what is not listed. */
import { cgiName } from "../../src/cgi/headers.ts";
import type { RawHeader } from "../../src/exchange.ts";
import type { Loss, LossId } from "../../src/losses.ts";
import type { Profile } from "../../src/profile.ts";
import { reasonPhrase } from "../../src/reason-phrases.ts";
import { fromBytes, fromHex, toHex } from "../../src/wire.ts";
import type { Case, Observation } from "./observe.ts";
import { ownServer, wire, withRequest } from "./observe.ts";

type TakeAway = (own: Observation, keys: readonly string[]) => Observation;

const same: TakeAway = (own) => own;
const withoutKeys: TakeAway = (own, keys) => inEcho(own, (entries) => entries.filter(([key]) => !keys.includes(keyOf(key))));

/** Both sides of a comparison go through these. */
const takeAways: Record<LossId, TakeAway> = {
  "request-target": withoutKeys,
  "raw-path": withoutKeys,
  "server-flags": withoutKeys,
  "error-stream": (own) => ({ ...own, log: "" }),
  "header-names": (own) => inLines(own, (lines) => lines.filter(([name]) => cgiName(name) !== undefined)),
  "repeated-headers": (own) => inLines(own, merged),
  "header-name-case": (own) => inLines(own, (lines) => lines.map(([name, value]) => [wire(name.toLowerCase()), value])),
  "empty-content-headers": (own) =>
    inLines(
      inEcho(own, (entries) => entries.filter(([key, value]) => !(/^CONTENT_(TYPE|LENGTH)$/.test(keyOf(key)) && isEmpty(value)))),
      (lines) => lines.filter(([name, value]) => !(/^content-(type|length)$/.test(name) && value === "")),
    ),
  "reason-phrase": (own) => ({ ...own, status: `${own.status.slice(0, 3)} ${reasonPhrase(Number(own.status.slice(0, 3)))}` }),
  "response-header-case": (own) => ({ ...own, headers: own.headers.map(([name, value]) => [name.toLowerCase(), value]) }),
  "transfer-encoding": (own) => ({ ...own, headers: own.headers.filter(([name]) => name.toLowerCase() !== "transfer-encoding") }),
  // Whole exchanges come out another way: see `expected`.
  "refused-request": same,
  "substituted-path": same,
  "body-at-hand": same,
  "body-as-it-arrives": same,
  // Not to be seen in one exchange of HTTP, or only by a clock: test/conventions has them.
  lifespan: same,
  "other-scopes": same,
  "early-head": same,
  "refused-response": same,
};

export const takenAway = (lost: readonly Loss[], observed: Observation): Observation =>
  lost.reduce((left, { id, keys = [] }) => takeAways[id](left, keys), withoutFileWrapper(observed));

/** What the application comes to on its own server, for a case that the losses turn into another. */
export async function expected(one: Case, from: Profile, listed: readonly Loss[], own: () => Promise<Observation>): Promise<Observation> {
  const lost = new Set(listed.map(({ id }) => id));
  if (one.undecodable && lost.has("refused-request")) return refused(400, await own());
  if (one.early && lost.has("early-head")) return { ...refused(500, await own()), errors: [(await own()).ended], called: true };
  if ((one.beyond && lost.has("body-at-hand")) || (one.arriving && lost.has("body-as-it-arrives"))) return refused(413, await own());
  if (one.undecodable && lost.has("substituted-path") && one.request().rawPath === undefined)
    return ownServer(
      withRequest(one, () => ({ ...one.request(), pathInfo: substituted(one.request().pathInfo) })),
      from,
    );
  return own();
}

function refused(status: number, own: Observation): Observation {
  const body = `${reasonPhrase(status)}\n`;
  const headers = [
    ["content-type", "text/plain"],
    ["content-length", String(body.length)],
  ] as const;
  return {
    ...own,
    status: `${status} ${reasonPhrase(status)}`,
    headers,
    body,
    ended: "whole",
    errors: [],
    closed: 0,
    log: "",
    called: false,
  };
}

const substituted = (path: string) =>
  fromBytes(new TextEncoder().encode(new TextDecoder().decode(Uint8Array.from(path, (c) => c.charCodeAt(0)))));

/* ---- inside of what an application echoes: its environ in the notation ------------ */

type Noted = [key: unknown, value: unknown][];

function inEcho(own: Observation, change: (entries: Noted) => Noted): Observation {
  return own.body.startsWith("[[") ? { ...own, body: JSON.stringify(change(JSON.parse(own.body) as Noted)) } : own;
}

/** The header lines of an echoed scope. */
function inLines(own: Observation, change: (lines: RawHeader[]) => RawHeader[]): Observation {
  return inEcho(own, (entries) =>
    entries.map(([key, value]) => {
      if (keyOf(key) !== "headers") return [key, value];
      const lines = (value as { bytes: string }[][]).map((pair) => pair.map(({ bytes }) => fromHex(bytes)) as unknown as RawHeader);
      return [key, change(lines).map((pair) => pair.map((part) => ({ bytes: toHex(part) })))];
    }),
  );
}

function merged(lines: RawHeader[]): RawHeader[] {
  const byName = new Map<RawHeader[0], RawHeader[1]>();
  for (const [name, value] of lines) {
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : wire(`${before}${name === "cookie" ? "; " : ", "}${value}`));
  }
  return [...byName];
}

/** What a server adds that no model has: it is nobody's loss. */
const withoutFileWrapper = (own: Observation) => inEcho(own, (entries) => entries.filter(([key]) => !keyOf(key).endsWith(".file_wrapper")));

const keyOf = (key: unknown): string => {
  const { str, bytes } = key as { str?: string; bytes?: string };
  return str ?? fromHex(bytes!);
};
const isEmpty = (value: unknown): boolean => JSON.stringify(value) === '{"str":""}' || JSON.stringify(value) === '{"bytes":""}';
