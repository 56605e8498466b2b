/** One contender in a process of its own: its name in the arguments, its port on standard output. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { contenders } from "./contenders.ts";

const started = await contenders[process.argv[2]!]!();
if (typeof started === "number") console.log(started);
else {
  started.listen(0, "127.0.0.1");
  await once(started, "listening");
  console.log((started.address() as AddressInfo).port);
}
// Whoever started us has gone.
process.stdin.on("end", () => process.exit()).resume();
