/** docs/conventions.md: the order of calls, what comes of a bad application, what one misses on another model's server, and what lint holds. */
import { markdownTable } from "markdown-table";
import type { Order } from "../src/conventions/order.ts";
import { clientSees, type Outcome, outcomes } from "../src/conventions/outcomes.ts";
import { conventions } from "../src/conventions/registry.ts";
import { lintRules } from "../src/lint/rules.ts";
import { losses } from "../src/losses.ts";
import type { Profile } from "../src/profile.ts";

export function conventionsDocument(profiles: readonly Profile[]): string {
  return [
    "# Conventions",
    "What may be called when, as the code and lint have it; what comes of an application that breaks a rule; what an adapter cannot carry; and the rules of lint.",
    "## The order of calls",
    ...Object.values(conventions).map(({ order }) => orderTable(order)),
    "## What comes of a bad application",
    "The same on its own server (`createHandler`) and through every adapter. The head is sent with the first byte of the body, or at the end; on an ASGI server an ASGI application's head goes with the first message of the body, even an empty one. A body that the application has given is closed once, in every row.",
    outcomeTable(),
    "## What cannot be carried",
    "What an application of one model misses on a server of another, compared with a server of its own. Nothing else differs on the wire: the tests run a suite of applications on every pair.",
    lossTable(profiles),
    "## The rules of lint",
    ruleTable(),
  ]
    .join("\n\n")
    .concat("\n");
}

function orderTable({ title, states, calls, moves, first }: Order): string {
  const names = Object.keys(states);
  const sources = new Set<string>();
  const rows = Object.entries(calls).map(([call, about]) => [
    `**${call}**: ${about}`,
    ...names.map((state) => {
      const next = moves[state]![call]!;
      if (typeof next === "string") return next === state ? "stays" : `→ ${next}`;
      sources.add(next.source);
      return `\`${next.refused}\``;
    }),
  ]);
  const meanings = names.map((state) => `- *${state}*${state === first ? " (at first)" : ""}: ${states[state]}`);
  const table = markdownTable([["call", ...names], ...rows]);
  return `### ${title}\n\n${meanings.join("\n")}\n\n${table}\n\nSources: ${[...sources].join("; ")}.`;
}

const outcomeTable = () =>
  markdownTable([
    ["the application", "conventions", "the client gets", "code", "source"],
    ...Object.values(outcomes).map(({ does, where, client, code, source }: Outcome) => [
      does,
      where?.join(", ") ?? "all",
      clientSees[client],
      code ? `\`${code}\`` : "",
      source,
    ]),
  ]);

/** One row a loss: why, and on which pairs. */
function lossTable(profiles: readonly Profile[]): string {
  const rows = new Map<string, { cells: string[]; pairs: Map<string, string[]> }>();
  for (const from of profiles) {
    for (const to of profiles) {
      for (const { id, what, where, reason, source } of losses(from, to)) {
        const row = rows.get(id) ?? { cells: [what, where, reason, source], pairs: new Map<string, string[]>() };
        rows.set(id, row);
        row.pairs.set(to.id, [...(row.pairs.get(to.id) ?? []), from.id]);
      }
    }
  }
  const body = [...rows.values()].map(({ cells, pairs }) => [...cells, grouped(pairs, profiles)]);
  return markdownTable([["what is lost", "where", "reason", "source", "applications of ... on servers of ..."], ...body]);
}

/** Servers that the same applications miss something on, together. */
function grouped(pairs: ReadonlyMap<string, readonly string[]>, profiles: readonly Profile[]): string {
  const groups = new Map<string, string[]>();
  for (const [server, applications] of pairs) {
    const others = profiles.filter(({ id }) => id !== server && !applications.includes(id)).map(({ id }) => id);
    const who =
      others.length === 0 ? "all" : others.length < applications.length ? `all but ${others.join(", ")}` : applications.join(", ");
    groups.set(who, [...(groups.get(who) ?? []), server]);
  }
  return [...groups].map(([who, servers]) => `${who} on ${servers.join(", ")}`).join("; ");
}

const ruleTable = () =>
  markdownTable([
    ["code", "who", "conventions", "rule", "source"],
    ...Object.entries(lintRules).map(([code, { about, side, source, conventions: which }]) => [
      `\`${code}\``,
      side,
      typeof which === "string" ? which : which.join(", "),
      about,
      source,
    ]),
  ]);
