/** The request that a command is given: bytes in a file or on standard input, or a URL that stands for a GET. */
import { readFile } from "node:fs/promises";
import { domainToASCII } from "node:url";
import { percentEncode } from "../cgi/percent.ts";
import { utf8 } from "../codecs/utf8.ts";
import { fromBytes } from "../wire.ts";
import { UsageError } from "./exit.ts";
import { quoted } from "./options.ts";

export interface RequestSource {
  readonly wire: Uint8Array;
  /** Said by a URL only. */
  readonly scheme?: "http" | "https";
}

/** @throws {UsageError} when there is no such file, or the URL is none. */
export async function requestSource(from: string): Promise<RequestSource> {
  if (from === "-") return { wire: await standardInput() };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(from)) return requestFor(from);
  try {
    return { wire: await readFile(from) };
  } catch (error) {
    throw new UsageError(`cannot read ${quoted(from)}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

async function standardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) throw new UsageError("no request: name a file or a URL, or pipe the bytes to standard input");
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/**
 * The GET that a browser sends for a URL, save that nothing else is normalised: dot segments and doubtful
 * escapes go out as they stand. Characters beyond ASCII go out as percent-encoded UTF-8, the fragment stays at home.
 */
function requestFor(url: string): RequestSource {
  const [, scheme, authority, path, query] = /^([^:]+):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(url)!;
  const known = scheme!.toLowerCase();
  if (known !== "http" && known !== "https") throw new UsageError(`${quoted(url)}: a URL begins with http:// or https://`);
  if (!authority || authority.includes("@")) throw new UsageError(`${quoted(url)}: a URL names a host, and no user`);
  const [, name, port] = /^(.*?)(:\d*)?$/.exec(authority)!;
  const host = /^[\x21-\x7e]*$/.test(name!) ? name : domainToASCII(name!);
  if (!host) throw new UsageError(`${quoted(url)}: not a host`);
  const target = escape(`${path || "/"}${query ?? ""}`);
  return { scheme: known, wire: Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}${port ?? ""}\r\n\r\n`, "latin1") };
}

/** All that is visible ASCII stays. */
function escape(text: string): string {
  if (!text.isWellFormed()) throw new UsageError("the URL holds a lone surrogate");
  const visible = Array.from({ length: 0x7f - 0x21 }, (_, i) => String.fromCharCode(0x21 + i)).join("");
  return percentEncode(fromBytes(utf8.encodeBytes(text)), visible);
}
