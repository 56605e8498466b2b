/** SCRIPT_NAME and PATH_INFO of an application at /app, here and on servers that other people trust. */
import { beforeAll, describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { leftOver, nothing } from "./asked-row.ts";
import { host } from "./hosted-here.ts";
import { mountRows } from "./mount-rows.ts";
import { mount, mountedAt } from "./mounted.ts";
import { trusted } from "./trusted.ts";

describe.skipIf(peersPython === undefined)("a path is cut where trusted servers cut it, but for what the rows say", () => {
  let ours: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const here = await host("dump.py:application", "pep-3333", { mount });
    ours = await mountedAt(here.port).finally(here.stop);
  });

  for (const server of trusted.filter(({ mounted }) => mounted !== undefined)) {
    test.skipIf(server.missing !== undefined)(server.name, async () => {
      const started = await server.mounted!(mount);
      const theirs = await mountedAt(started.port).finally(started.stop);
      expect(leftOver(mountRows, server.name, ours, theirs)).toEqual(nothing);
    });
  }
});
