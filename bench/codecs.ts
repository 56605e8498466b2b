/**
 * How fast the codecs are, beside what Node has, iconv-lite, and CPython's own; and whether that meets our targets.
 *
 * `--quick` takes fewer and shorter rounds.
 */
import iconv from "iconv-lite";
import { latin1 } from "../src/codecs/latin1.ts";
import { surrogateescape } from "../src/codecs/surrogateescape.ts";
import { utf8 } from "../src/codecs/utf8.ts";
import { fromBytes } from "../src/wire.ts";
import { startCPython } from "./lib/cpython.ts";
import { type Contender, measureRounds, medians, type RemoteContender, type Rounds, speedRatio } from "./lib/measure.ts";
import { type Kind, kinds } from "./lib/texts.ts";

const sizes = [16, 256, 4096, 1 << 20];
const quick = process.argv.includes("--quick");
const options = quick ? { rounds: 5, milliseconds: 3 } : { rounds: 15, milliseconds: 15 };
const python = startCPython();
const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
const textEncoder = new TextEncoder();
const decode = "wire.decode('utf-8', 'surrogateescape')";
const encode = "text.encode('utf-8', 'surrogateescape')";

/** The methods under `toString`, which the declarations leave out. */
interface Slices {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

const targets: { text: string; ratio: number; wanted: number }[] = [];
const target = (text: string, ratio: number, wanted: number) => targets.push({ text, ratio, wanted });

console.log(`Node ${process.version}, ${python ? `CPython ${python.version}` : "no python3, so no comparison with it"}`);
for (const size of sizes) for (const kind of Object.keys(kinds) as Kind[]) await decoding(kind, size);
for (const size of sizes) for (const kind of Object.keys(kinds) as Kind[]) await encoding(kind, size);
await roundTrip();
python?.close();
printTargets();

// "And flattened" asks for a character, whereupon V8 copies the rope that a large input gives into one string.
async function decoding(kind: Kind, size: number) {
  const wire = Buffer.from(kinds[kind](size)) as Buffer & Slices;
  const plain = new Uint8Array(wire);
  const byteString = fromBytes(wire);
  const rounds = await measure(
    `decode ${kind}, ${size} B`,
    size,
    {
      surrogateescape: () => surrogateescape.decode(wire),
      "of a Uint8Array": () => surrogateescape.decode(plain),
      "of a ByteString": () => surrogateescape.decode(byteString),
      "and flattened": () => surrogateescape.decode(wire).charCodeAt(1),
      utf8: () => utf8.reads!(wire),
      latin1Slice: () => wire.latin1Slice(0, size),
      utf8Slice: () => wire.utf8Slice(0, size),
      TextDecoder: () => textDecoder.decode(wire),
      "iconv-lite": () => iconv.decode(wire, "utf-8", { stripBOM: false }),
    },
    remote(decode, wire),
  );
  // A large input gives a rope, which the others do not: what it costs to have it flat is held to the same targets.
  const flat = size > 1 << 15 ? rounds["and flattened"] : undefined;
  const against = (other: number[] | undefined, name: string, wanted: number) => {
    if (!other) return;
    target(`decode ${kind}, ${size} B: against ${name}`, speedRatio(rounds.surrogateescape, other), wanted);
    if (flat) target(`decode ${kind}, ${size} B, flattened: against ${name}`, speedRatio(flat, other), wanted);
  };
  const nonAscii = kind === "2-byte" || kind === "CJK" || kind === "emoji";
  if (kind === "ASCII" && size <= 256) against(rounds.latin1Slice, "latin1Slice", 1 / 1.3);
  if (kind === "ASCII" && size >= 1 << 20) against(rounds.utf8Slice, "utf8Slice", 5);
  if (nonAscii) against(rounds.utf8Slice, "utf8Slice", size >= 4096 ? 4 : 1);
  if (nonAscii && size >= 4096) against(rounds.CPython, "CPython", 0.75);
  if (kind === "all bad bytes") against(rounds.CPython, "CPython", 1.2);
  else if (!nonAscii && size >= 4096) against(rounds.CPython, "CPython", 0.5);
}

async function encoding(kind: Kind, size: number) {
  const wire = kinds[kind](size);
  const text = surrogateescape.decode(wire);
  await measure(
    `encode ${kind}, ${size} B`,
    size,
    {
      surrogateescape: () => surrogateescape.encodeBytes(text),
      "to a ByteString": () => surrogateescape.encode(text),
      "Buffer.from": () => Buffer.from(text),
      TextEncoder: () => textEncoder.encode(text),
      "iconv-lite": () => iconv.encode(text, "utf-8"),
    },
    remote(encode, wire),
  );
}

/** What a gateway does with a path: the hub's string to the model's string, and back. */
async function roundTrip() {
  const wire = kinds.ASCII(16);
  const native = fromBytes(wire);
  const there = await measure(
    "ByteString to flat, ASCII, 16 B",
    16,
    {
      surrogateescape: () => surrogateescape.decode(latin1.encode(native)),
    },
    remote("latin1.encode('latin-1').decode('utf-8', 'surrogateescape')", wire),
  );
  const back = await measure(
    "flat to ByteString, ASCII, 16 B",
    16,
    {
      surrogateescape: () => latin1.decode(surrogateescape.encode(native)),
    },
    remote("text.encode('utf-8', 'surrogateescape').decode('latin-1')", wire),
  );
  if (there.CPython) target("ByteString to flat, ASCII, 16 B: against CPython", speedRatio(there.surrogateescape, there.CPython), 2);
  if (back.CPython) target("flat to ByteString, ASCII, 16 B: against CPython", speedRatio(back.surrogateescape, back.CPython), 2);
}

function remote(expression: string, wire: Uint8Array): { CPython?: RemoteContender } {
  return python ? { CPython: python.contender(expression, wire, options.milliseconds) } : {};
}

async function measure<K extends string>(
  title: string,
  size: number,
  contenders: Record<K, Contender>,
  others: { CPython?: RemoteContender },
) {
  const rounds = (await measureRounds(contenders, others as Record<"CPython", RemoteContender>, options)) as Rounds<K> & {
    CPython?: number[];
  };
  const [ours] = Object.values(rounds) as [number[]];
  console.log(`\n${title}`);
  for (const [name, time] of Object.entries(medians(rounds as Rounds)))
    console.log(
      `  ${name.padEnd(18)}${time.toFixed(0).padStart(10)} ns ${(size / time).toFixed(2).padStart(7)} GB/s` +
        `  ${(1 / speedRatio(ours, (rounds as Rounds)[name]!)).toFixed(2)}x`,
    );
  return rounds;
}

function printTargets() {
  console.log("\nTargets: how many times as fast as the other, and how many we want");
  for (const { text, ratio, wanted } of targets)
    console.log(`  ${text.padEnd(66)}${ratio.toFixed(2).padStart(7)}  of ${wanted.toFixed(2)}  ${ratio >= wanted ? "met" : "NOT MET"}`);
}
