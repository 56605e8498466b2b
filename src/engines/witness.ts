/** CPython as WebAssembly, from the npm package: offline, nothing to install. Node only. */
import { readFileSync } from "node:fs";
import type { PythonAnswer, PythonHost } from "../compare/property.ts";
import { declare } from "../declaration.ts";
import { inPlace, StringModelError } from "../errors.ts";
import type { RawRequest } from "../exchange.ts";
import type { Notation, NotedEnviron } from "../notation.ts";
import type { Profile } from "../profile.ts";
import { type ByteString, toHex } from "../wire.ts";

/** What Python made of one request. */
export type PythonPresented =
  | {
      readonly environ: NotedEnviron;
      readonly handedOn: Readonly<Record<string, string>> & {
        readonly headers: readonly (readonly [string, string])[];
        readonly variables: Readonly<Record<string, string>>;
      };
    }
  | { readonly refused: string; readonly offset: number | null };

/** What Python made of one value of an answer; the wire in hex. */
export type PythonWire = { readonly wire: string } | { readonly refused: string; readonly offset: number | null };

export interface WitnessJob {
  readonly requests: readonly RawRequest[];
  readonly answers: readonly { readonly place: string; readonly value: Notation }[];
  readonly wires: readonly { readonly place: string; readonly wire: ByteString }[];
}

export interface Testimony {
  readonly requests: readonly PythonPresented[];
  readonly answers: readonly PythonWire[];
  readonly wires: readonly Notation[];
}

/** A CPython that builds the values a second time. */
export interface Witness extends PythonHost {
  /** `3.14.2` */
  readonly version: string;
  testify(profile: Profile, job: WitnessJob): Testimony;
}

/** Starts CPython; takes about two seconds. */
export async function startWitness(): Promise<Witness> {
  const { loadPyodide } = await import("pyodide");
  const pyodide = await loadPyodide();
  for (const name of ["strings.py", "witness.py"]) {
    pyodide.FS.writeFile(name, readFileSync(new URL(`./runtime/${name}`, import.meta.url)));
  }
  const module = pyodide.pyimport("witness");
  /** Asks; a declaration that CPython cannot follow (no such encoding) is the profile's fault. */
  const ask = (profile: Profile, verb: "confirm" | "call", question: object) => {
    const declaration = inPlace({ profile: profile.id }, () => declare(profile));
    try {
      return JSON.parse(module[verb](JSON.stringify({ declaration, ...question })));
    } catch (error) {
      const last = String((error as Error).message)
        .trim()
        .split("\n")
        .at(-1);
      throw new StringModelError(
        "BAD_PROFILE",
        `CPython cannot follow the declaration: ${last}`,
        { profile: profile.id },
        { cause: error },
      );
    }
  };
  return {
    version: module.version,
    testify: (profile, { requests, answers, wires }) =>
      ask(profile, "confirm", {
        requests: requests.map(requestAsHex),
        answers,
        wires: wires.map(({ place, wire }) => ({ place, wire: toHex(wire) })),
      }),
    call: (profile, source, name, request): PythonAnswer => ask(profile, "call", { source, name, request: requestAsHex(request) }),
  };
}

/** The strings of a request in hex, and the server's flags. */
function requestAsHex(request: RawRequest) {
  const { headers, body: _, server, variables = [], extra: __, ...strings } = request;
  const hex = Object.entries(strings)
    .filter(([, wire]) => wire !== undefined)
    .map(([name, wire]) => [name, toHex(wire as ByteString)]);
  const { multithread, multiprocess, runOnce } = server;
  return {
    ...Object.fromEntries(hex),
    multithread,
    multiprocess,
    runOnce,
    variables: Object.fromEntries([...variables].map(([name, wire]) => [name, toHex(wire)])),
    headers: headers.map(([name, value]) => [toHex(name), toHex(value)]),
  };
}
