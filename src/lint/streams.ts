/** `wsgi.input` and `wsgi.errors`, as the application uses them and the server made them. */
import { typeName } from "../codec.ts";
import { isObject } from "./facts.ts";
import type { Note, Notes } from "./finding.ts";
import { standIn } from "./stand-in.ts";

/** Any file-like object: lint has looked which methods there are. */
type File = { readonly [method in PropertyKey]?: (...args: unknown[]) => unknown };

/** What the input has to keep to. */
export interface Reading {
  /** True when the response has ended. */
  readonly ended: boolean;
  /** What Content-Length says. */
  readonly length: number | undefined;
}

/** The input, with every read checked: its arguments, its time, and what it gives. It is still the server's own stream. */
export function watchInput(input: unknown, notes: Notes, reading: Reading, key: string): unknown {
  if (!isObject(input)) return input;
  const file = input as File;
  const watch = new InputWatch(notes, reading, key);
  const members: Record<PropertyKey, unknown> = {};
  for (const method of ["read", "readline"] as const) {
    if (typeof file[method] !== "function") continue;
    members[method] = (...args: unknown[]) => {
      watch.use(method, args);
      return watch.took(method, file[method]!.apply(input, args), args[0]);
    };
  }
  if (typeof file.readlines === "function")
    members.readlines = (...args: unknown[]) => {
      watch.use("readlines", args);
      return watch.tookLines(file.readlines!.apply(input, args));
    };
  if (typeof file[Symbol.iterator] === "function")
    members[Symbol.iterator] = function* () {
      watch.use("iteration", []);
      for (const line of input as Iterable<unknown>) yield watch.took("iteration", line);
    };
  if (typeof file.chunks === "function")
    members.chunks = async function* () {
      watch.use("chunks", []);
      for await (const chunk of file.chunks!.call(input) as AsyncIterable<unknown>) {
        watch.use("chunks", []);
        yield watch.took("chunks", chunk);
      }
    };
  if (typeof file.close === "function") members.close = closing(input, file.close, notes.application, key);
  return standIn(input, members);
}

const closing =
  (stream: object, close: (...args: unknown[]) => unknown, note: Note, key: string) =>
  (...args: unknown[]) => {
    note("CLOSED_STREAM", "is closed by the application; it is the server's", { key });
    return close.apply(stream, args);
  };

class InputWatch {
  readonly #notes: Notes;
  readonly #reading: Reading;
  readonly #key: string;
  #total = 0;

  constructor(notes: Notes, reading: Reading, key: string) {
    this.#notes = notes;
    this.#reading = reading;
    this.#key = key;
  }

  /** The application reads. */
  use(method: string, args: readonly unknown[]): void {
    const note = this.#notes.application;
    if (this.#reading.ended) note("INPUT_CLOSED", "is read after the response has ended", { key: this.#key });
    if (args.length > 1) note("INPUT_ARGUMENT", `${method}() is given ${args.length} arguments`, { key: this.#key });
    const [size] = args;
    // None is Python's way of leaving it out.
    if (size !== undefined && size !== null && !Number.isInteger(size))
      note("INPUT_ARGUMENT", `${method}() is given ${typeName(size)}, not an integer`, { key: this.#key });
  }

  /** The server gives. */
  took(method: string, value: unknown, size?: unknown): unknown {
    const note = this.#notes.server;
    if (!(value instanceof Uint8Array)) {
      note("INPUT_VALUE", `${method} gives ${typeName(value)}, not bytes`, { key: this.#key });
      return value;
    }
    if (typeof size === "number" && size >= 0 && value.length > size)
      note("INPUT_VALUE", `${method}(${size}) gives ${value.length} bytes`, { key: this.#key });
    const end = value.indexOf(0x0a);
    if ((method === "readline" || method === "iteration") && end >= 0 && end < value.length - 1)
      note("INPUT_VALUE", "a line goes on after its line feed", { key: this.#key, offset: end });
    this.#total += value.length;
    const { length } = this.#reading;
    if (length !== undefined && this.#total > length && this.#total - value.length <= length)
      note("INPUT_LENGTH", `goes on after the ${length} bytes of Content-Length`, { key: this.#key });
    return value;
  }

  tookLines(lines: unknown): unknown {
    if (!Array.isArray(lines)) this.#notes.server("INPUT_VALUE", `readlines gives ${typeName(lines)}, not a list`, { key: this.#key });
    else for (const line of lines) this.took("iteration", line);
    return lines;
  }
}

/** The error stream, which takes text. */
export function watchErrors(errors: unknown, { application: note }: Notes, key: string): unknown {
  if (!isObject(errors)) return errors;
  const file = errors as File;
  const text = (value: unknown): unknown => {
    if (typeof value !== "string") note("ERRORS_TEXT", `is given ${typeName(value)}, not str`, { key });
    return value;
  };
  const members: Record<PropertyKey, unknown> = {};
  if (typeof file.write === "function") members.write = (value: unknown) => file.write!.call(errors, text(value));
  if (typeof file.writelines === "function")
    members.writelines = (lines: unknown) => {
      // An iterator can be read once: what was read is handed on.
      const list = isObject(lines) && Symbol.iterator in lines && !Array.isArray(lines) ? [...(lines as Iterable<unknown>)] : lines;
      for (const line of Array.isArray(list) ? list : [list]) text(line);
      return file.writelines!.call(errors, list);
    };
  if (typeof file.close === "function") members.close = closing(errors, file.close, note, key);
  return standIn(errors, members);
}
