/** Every front end that is here, started with its backends for the tests behind it; of the others it is said how to get them. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Backends, openBackends } from "./backends.ts";
import { type FrontEnd, frontEnds, installed, type Running, remove, scratch, start } from "./start.ts";

/** Asked for in a test, when both run. */
export type Started = () => { readonly backends: Backends; readonly running: Running };

export function eachFrontEnd(behind: (frontEnd: FrontEnd, started: Started) => void): void {
  for (const frontEnd of frontEnds) {
    if (installed(frontEnd)) describe(frontEnd.name, () => behind(frontEnd, whileTested(frontEnd)));
    else test.skip(`${frontEnd.name}: not here; as root, apt-get install ${frontEnd.package}`, () => {});
  }
}

function whileTested(frontEnd: FrontEnd): Started {
  let folder: string;
  let backends: Backends;
  let running: Running;
  beforeAll(async () => {
    folder = scratch();
    backends = await openBackends(folder, frontEnd.speaks);
    running = await start(frontEnd, folder, backends.listening);
  }, 20_000);
  afterAll(async () => {
    await running?.stop();
    await backends?.close();
    remove(folder);
  });
  return () => ({ backends, running });
}
