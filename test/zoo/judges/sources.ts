/** Source distributions whose tests judge ours: `scripts/peers` downloads them. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const requirements = readFileSync(new URL("../requirements.txt", import.meta.url), "utf8");

/** The folder of a project, of the version that requirements.txt pins; undefined where it is not here, which is said. */
export function sourcesOf(project: string): string | undefined {
  const version = new RegExp(`^${project}==(.+)$`, "m").exec(requirements)?.[1];
  const folder = fileURLToPath(new URL(`../../../.peers/sources/${project}-${version}/`, import.meta.url));
  if (existsSync(folder)) return folder;
  console.warn(`skipped: the tests of ${project} ${version} (scripts/peers downloads them)`);
  return undefined;
}
