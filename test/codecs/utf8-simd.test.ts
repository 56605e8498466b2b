import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import initWabt from "wabt";
import { utf8SimdWasm } from "../../src/codecs/utf8-simd-wasm.ts";

test("utf8-simd-wasm.ts is utf8-simd.wat, assembled", async () => {
  const wabt = await initWabt();
  const source = readFileSync(new URL("../../src/codecs/utf8-simd.wat", import.meta.url), "utf8");
  const { buffer } = wabt.parseWat("utf8-simd.wat", source, { simd: true }).toBinary({});
  expect(Buffer.from(buffer).toString("base64")).toBe(utf8SimdWasm);
});
