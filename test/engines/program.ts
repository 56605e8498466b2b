/** A program that has an engine and nothing else, for `ending.test.ts`: it asks for these paths, and stops. `program.ts python /path…` */
import pep3333 from "../../proposals/pep-3333.ts";
import { startCpython } from "../../src/engines/cpython.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";

const [python = "python3", ...paths] = process.argv.slice(2);
const engine = await startCpython({ python, app: "test/engines/apps/leaves.py", profile: pep3333, onLog: () => {} });
for (const path of paths) {
  const { status, body } = await engine.handler(request(`GET ${path}`));
  console.log(
    status,
    Buffer.from(joined(await drain(body)))
      .toString()
      .trim(),
  );
}
await engine.stop(1000);
console.log("stopped");
