/** Where a server listens: a TCP port, a host and a port, or a Unix socket. */

export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

/** Loopback, unless a host is named: what listens to the world is said so. */
const loopback = "127.0.0.1";

/**
 * `8000`, `0.0.0.0:8000`, `[::1]:8000` or `unix:PATH`. Port 0 is any that is free.
 *
 * Undefined where it is none of these.
 */
export function readAddress(text: string): Address | undefined {
  if (text.startsWith("unix:")) return text.length > 5 && !text.includes("\0") ? { path: text.slice(5) } : undefined;
  const [, bracketed, plain, digits] = /^(?:(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:[\]/]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65535) return undefined;
  return { host: bracketed ?? plain ?? loopback, port };
}

/** The other way; of a TCP address, as it stands in a URL. */
export function writeAddress(address: Address): string {
  if ("path" in address) return `unix:${address.path}`;
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}
