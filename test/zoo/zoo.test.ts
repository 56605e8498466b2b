/** Every application of the zoo, on this engine and behind every server profile, beside a trusted server. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { peersPython } from "../peers.ts";
import { askedOf, unlike } from "./beside.ts";
import type { Difference, Place } from "./difference.ts";
import { differences } from "./differences.ts";
import { entries } from "./entries.ts";
import { isValidated } from "./entry.ts";
import { type Ours, serverProfiles, startOurs } from "./ours.ts";
import { startTheirs, type Theirs } from "./theirs.ts";

const needed = new Map<Difference, Place[]>();
let applications = 0;

describe.skipIf(peersPython === undefined)("the zoo", () => {
  describe.each(entries)("$name", (entry) => {
    const mounts = entry.trusted.mount === undefined ? [""] : ["", "/app"];
    let ours: Ours;
    let validated: Ours | undefined;
    let theirs: Theirs;
    beforeAll(async () => {
      const own = (app: string) => startOurs(entry, `test/zoo/apps/${app}`, mounts);
      theirs = await startTheirs(entry, mounts);
      ours = await own(`${entry.module}.py:app`);
      if (isValidated(entry)) validated = await own(`validated.py:${entry.module}`);
    });
    afterAll(async () => {
      await Promise.all([ours?.stop(), validated?.stop(), theirs?.stop()]);
      applications++;
    });

    afterEach(({ task }) => {
      // What the application said last, for an answer that it should not have given.
      if (task.result?.state === "fail") console.warn(`${ours.logged()}${validated?.logged() ?? ""}`.slice(-50_000));
    });

    const unlikeTheirs = (served: Ours, serverProfile: string, mount = "") => {
      const here = { entry, serverProfile, validated: served === validated, mount };
      const note = (difference: Difference, place: Place) => needed.set(difference, [...(needed.get(difference) ?? []), place]);
      return unlike(served.port(serverProfile, mount), here, theirs, askedOf(entry, mount), note);
    };

    test.each(serverProfiles)(`answers as under ${entry.trusted.name}, server profile %s`, async (serverProfile) => {
      expect(await unlikeTheirs(ours, serverProfile)).toEqual([]);
    });

    const atMount = test.skipIf(mounts.length === 1);
    atMount.each(serverProfiles)(`answers at a mount as under ${entry.trusted.name}, server profile %s`, async (serverProfile) => {
      expect(await unlikeTheirs(ours, serverProfile, "/app")).toEqual([]);
    });

    test("answers all of it at once as one by one", async () => {
      const here = { entry, serverProfile: "none", validated: false, mount: "" };
      const port = ours.port("none", "");
      const found = await Promise.all(askedOf(entry, "").map((exchange) => unlike(port, here, theirs, [exchange])));
      expect(found.flat()).toEqual([]);
    });

    test.skipIf(!isValidated(entry))("answers so inside of wsgiref.validate, which has nothing to say", async () => {
      expect(await unlikeTheirs(validated!, "none")).toEqual([]);
      // It cannot raise where an iterator is collected.
      expect(validated!.logged()).not.toContain("without being closed");
    });
  });

  test("every difference is there, in each of the places that it names", () => {
    // Not where only some of the tests were asked for.
    if (applications < entries.length) return;
    expect(differences.flatMap(unneeded)).toEqual([]);
  });
});

/** What a difference names, and where it is not. */
function unneeded(difference: Difference): string[] {
  const places = needed.get(difference) ?? [];
  const { entries, profiles, trusted, serverProfiles, exchanges } = difference.where;
  const missing = [
    ...(entries ?? []).filter((name) => !places.some(({ entry }) => entry.name === name)),
    ...(profiles ?? []).filter((name) => !places.some(({ entry }) => entry.profile === name)),
    ...(trusted ?? []).filter((name) => !places.some(({ entry }) => entry.trusted.name === name)),
    ...(serverProfiles ?? []).filter((name) => !places.some(({ serverProfile }) => serverProfile === name)),
    ...(exchanges ?? []).filter((name) => !places.some(({ exchange }) => exchange.name === name)),
    ...(places.length === 0 ? ["anywhere"] : []),
  ];
  return missing.map((name) => `${difference.what}: ${name}`);
}
