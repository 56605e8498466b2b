/** The corpus of real requests, read once more the way a gateway would. Node only. */
import { readdirSync, readFileSync } from "node:fs";
import { inPlace } from "../errors.ts";
import type { RawRequest } from "../exchange.ts";
import { readHttp1 } from "../gateways/http1.ts";
import { packageRoot } from "../package-root.ts";
import type { ByteString } from "../wire.ts";

export interface CorpusRequest {
  /** File name without `.http`. */
  readonly name: string;
  readonly request: RawRequest;
}

export const corpusFolder = new URL("test/corpus/", packageRoot);

/** The requests that HTTP allows; the corpus also holds some that have to be refused before any model sees them. */
export function loadCorpus(folder: URL = corpusFolder): CorpusRequest[] {
  const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as Record<
    string,
    { scheme?: "http" | "https"; mount?: string; refused?: string }
  >;
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".http"))
    .sort();
  return files.flatMap((file) => {
    const { scheme, mount, refused } = index[file] ?? {};
    if (refused) return [];
    const read = () => readHttp1(readFileSync(new URL(file, folder)), { scheme, mount: mount as ByteString | undefined });
    return [{ name: file.replace(/\.http$/, ""), request: inPlace({ key: file }, read) }];
  });
}
