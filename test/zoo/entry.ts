/** What the zoo is told of an application. */
import type { Exchange } from "./exchange.ts";

export interface Entry {
  /** In tables and in the names of tests. */
  readonly name: string;
  /** As in requirements.txt, which has its version; undefined for what is in this repository alone. */
  readonly package?: string;
  /** Of test/zoo/apps, without `.py`; it has the application as `app`, and keeps apps/contract.py. */
  readonly module: string;
  /** What it is written to. */
  readonly profile: string;
  /** The module that the trusted server has in its place: the same application, written to what a server of the world speaks. */
  readonly beside?: string;
  /** What it is compared with. */
  readonly trusted: TrustedServer;
  /** Requests that it answers at a time; 1 unless told, as not every framework is safe with more. */
  readonly threads?: number;
  /** Routes of the contract that it has not, and why not: by the first segment of their paths (`file`, `upload`). */
  readonly without?: Readonly<Record<string, string>>;
  /** Exchanges that it is not asked, and why not: by their names. */
  readonly unasked?: Readonly<Record<string, string>>;
  /** In place of those of exchanges.ts. */
  readonly exchanges?: readonly Exchange[];
  /** Also asked on the engine pyodide, whose Python is another, but for these exchanges, and why not: by their names. */
  readonly pyodide?: Readonly<Record<string, string>>;
  /** Also asked inside of wsgiref.validate, here and there; true unless told for what is written to pep-3333. */
  readonly validated?: boolean;
}

/** A server of its own, whose answers count: started by its command, one for each mount. */
export interface TrustedServer {
  /** In tables. */
  readonly name: string;
  /** As in requirements.txt; undefined for Python's own. */
  readonly package?: string;
  /** Arguments of the Python of `.peers`, in the folder test/zoo/apps. */
  command(served: Served): readonly string[];
  /** What it takes a mount from, beside its command. */
  environment?(served: Served): Readonly<Record<string, string>>;
  /** Whether requests are sent to it with the mount at the start of their path; undefined where it cannot be told of one. */
  readonly mount?: "in the path" | "not in the path";
  /** Asked in its place where a target has bytes that it refuses as they are. */
  readonly unescaped?: TrustedServer;
}

export interface Served {
  /** `module:app`. */
  readonly app: string;
  /** Of 127.0.0.1, where it listens. */
  readonly port: number;
  /** `/app`, or empty. */
  readonly mount: string;
}

export const isValidated = ({ validated, profile }: Entry): boolean => validated ?? profile === "pep-3333";
