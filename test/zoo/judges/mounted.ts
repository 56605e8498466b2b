/** A mount, SCRIPT_NAME, and the paths that are under it, beside it, or hard to tell (RFC 3875, 4.1.13). */
import { ask, isHanded } from "./asked.ts";

export const mount = "/app";

export const targets: readonly string[] = [
  "/app",
  "/app/",
  "/app?x=1",
  "/app/example",
  "/app/caf%C3%A9?q=%E9",
  "/app/%FF",
  "/app/a%2Fb",
  "/app//x",
  "/%61pp/x",
  "/app%2Fx",
  "/application",
  "/App/x",
  "/other/app/x",
  "/",
];

/** SCRIPT_NAME and PATH_INFO, or the status of the server's own answer, by target. */
export async function mountedAt(port: number): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const target of targets) {
    const outcome = await ask(port, Buffer.from(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`));
    if (!isHanded(outcome)) found.set(target, String(outcome));
    else found.set(target, ["SCRIPT_NAME", "PATH_INFO"].map((name) => JSON.stringify(outcome.handed[name]?.str)).join(" "));
  }
  return found;
}
