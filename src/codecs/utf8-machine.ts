/** The WebAssembly module of utf8-simd.wat, started; what its memory means is said there. */
import { utf8SimdWasm } from "./utf8-simd-wasm.ts";

/** Bytes of input that one call takes. */
export const capacity = 0x8000;

export interface Utf8Machine {
  /** Output begins at 0, input is expected at `input`. */
  readonly memory: Uint8Array;
  readonly input: number;
  decode(length: number, strict: 0 | 1): number;
  encode(length: number, strict: 0 | 1): number;
}

/** Undefined where there is no WebAssembly, or none with SIMD. */
export function startUtf8Machine(): Utf8Machine | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyApi };
  const wasm = Uint8Array.from(atob(utf8SimdWasm), (unit) => unit.charCodeAt(0));
  if (!WebAssembly?.validate(wasm)) return undefined;
  const { memory, input, decode, encode } = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports;
  return { memory: new Uint8Array(memory.buffer), input: input.value, decode, encode };
}

// What is used of the JavaScript API; TypeScript declares it only for browsers.
interface WebAssemblyApi {
  validate(wasm: Uint8Array): boolean;
  readonly Module: new (wasm: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly input: { readonly value: number };
  readonly decode: Utf8Machine["decode"];
  readonly encode: Utf8Machine["encode"];
}
