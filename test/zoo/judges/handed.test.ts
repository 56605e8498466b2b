/** The same application on servers that other people trust, and hosted here: what it is handed of every message of the corpus. */
import { beforeAll, describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { askAll, corpus, differences, type Outcomes } from "./handed.ts";
import { type Here, host } from "./hosted-here.ts";
import { refusals } from "./refusals.ts";
import type { Row, ServerName } from "./row.ts";
import { trusted } from "./trusted.ts";
import { variables } from "./variables.ts";

const rows: readonly Row[] = [...refusals, ...variables];

const profiles = [...new Set(trusted.flatMap((server) => server.profiles))];

/** Under these, our two readers of HTTP are compared. */
const readers = ["pep-3333", "asgi-3"];

describe.skipIf(peersPython === undefined)("an application is handed what trusted servers hand it, but for what the rows say", () => {
  const ours = new Map<string, Outcomes>();
  const overNode = new Map<string, Outcomes>();

  beforeAll(async () => {
    for (const profile of profiles) {
      const here: Here = await host(profile.startsWith("asgi") ? "dump.py:scope" : "dump.py:application", profile);
      ours.set(profile, await askAll(here.port, 1000));
      if (readers.includes(profile)) overNode.set(profile, await askAll(here.nodePort));
      await here.stop();
    }
  });

  test("babelgate, over node:http", () => {
    check(
      "node:http",
      readers.map((profile) => [ours.get(profile)!, overNode.get(profile)!]),
    );
  });

  for (const server of trusted) {
    if (server.missing !== undefined) test.skip(`${server.name}: not here; ${server.missing}`, () => {});
    else
      describe(server.name, () => {
        let theirs: Outcomes;
        beforeAll(async () => {
          const started = await server.start();
          theirs = await askAll(started.port, server.patience).finally(started.stop);
        });
        test("as the rows say, and every row is needed", () => {
          check(
            server.name,
            server.profiles.map((profile) => [ours.get(profile)!, theirs]),
          );
        });
      });
  }
});

/** Every difference is explained by a row, and every row that names the server explains one. */
function check(server: ServerName, pairs: readonly (readonly [ours: Outcomes, theirs: Outcomes])[]): void {
  const here = rows.filter(({ servers }) => servers.includes(server));
  const used = new Set<Row>();
  const unexplained: object[] = [];
  for (const [ours, theirs] of pairs) {
    for (const message of corpus) {
      for (const difference of differences(ours.get(message.name)!, theirs.get(message.name)!)) {
        const row = here.find(({ explains }) => explains(difference, message));
        if (row === undefined) unexplained.push({ message: message.name, ...difference });
        else used.add(row);
      }
    }
  }
  expect(unexplained).toEqual([]);
  expect(here.filter((row) => !used.has(row)).map(({ what }) => what)).toEqual([]);
}
