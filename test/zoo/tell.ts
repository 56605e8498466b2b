/** What is not the same in two answers, in a few lines. */
import type { Answer } from "./raw-http.ts";

/** Empty where all is the same. */
export function tell(name: string, ours: Answer, theirs: Answer): string[] {
  const parts = [
    line("status", `${ours.status} ${ours.reason}`, `${theirs.status} ${theirs.reason}`),
    line("headers", JSON.stringify(ours.headers), JSON.stringify(theirs.headers)),
    line("body", ...around(ours.body, theirs.body)),
    line("whole", `${ours.whole}`, `${theirs.whole}`),
  ];
  return parts.filter((part) => part !== "").map((part) => `${name}: ${part}`);
}

const line = (what: string, ours: string, theirs: string): string => (ours === theirs ? "" : `${what} ${ours}, theirs ${theirs}`);

/** Where they part, with their lengths. */
function around(ours: string, theirs: string): [string, string] {
  if (ours === theirs) return ["", ""];
  let at = 0;
  while (ours[at] === theirs[at]) at++;
  const from = Math.max(0, at - 40);
  const part = (text: string) => `${JSON.stringify(text.slice(from, at + 100))} of ${text.length}`;
  return [part(ours), part(theirs)];
}
