/** The Python environment with the applications and servers that are compared: what `scripts/peers` installs. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../.peers/bin/python", import.meta.url));

/** Its interpreter, to be told to the engine and to trusted servers; undefined where it is not installed, which is said. */
export const peersPython: string | undefined = existsSync(own) ? own : undefined;

if (peersPython === undefined) console.warn("skipped: Python's frameworks and servers (scripts/peers installs them)");
