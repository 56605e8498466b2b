// Assembles src/codecs/utf8-simd.wat and writes its bytes into src/codecs/utf8-simd-wasm.ts.
// Run it after editing the .wat; test/codecs/utf8-simd.test.ts fails until you do.
import { readFileSync, writeFileSync } from "node:fs";
import initWabt from "wabt";

const source = new URL("../src/codecs/utf8-simd.wat", import.meta.url);
const target = new URL("../src/codecs/utf8-simd-wasm.ts", import.meta.url);
const wabt = await initWabt();
const module = wabt.parseWat("utf8-simd.wat", readFileSync(source, "utf8"), { simd: true });
module.validate({ simd: true });
const base64 = Buffer.from(module.toBinary({}).buffer).toString("base64");
writeFileSync(
  target,
  `// Generated from utf8-simd.wat by scripts/assemble-wasm.mjs; do not edit.
export const utf8SimdWasm =
  "${base64}";
`,
);
