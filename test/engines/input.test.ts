/** `wsgi.input` reads as a file does (PEP 3333, Input and Error Streams), however the body was cut on its way. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { python3 } from "../python.ts";

test.skipIf(!python3)("read, readline, readlines and iteration give what io.BytesIO gives, and each byte is counted once", () => {
  const { stdout, stderr } = spawnSync("python3", ["test/engines/input.py", "2000"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual([]);
});
