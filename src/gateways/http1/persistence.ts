/** What a request says of its connection: whether it goes on, and whether the client waits before it sends a body. */
import type { RawHeader } from "../../exchange.ts";
import type { RequestHead } from "./head.ts";

type Fields = Pick<RequestHead, "protocol" | "headers" | "connectionAt" | "expectAt">;

/** True where another request may follow (RFC 9112, 9.3). */
export function persists({ protocol, headers, connectionAt }: Fields): boolean {
  const http11 = protocol === "HTTP/1.1";
  if (connectionAt === -1) return http11;
  const options = connectionOptions(headers, connectionAt);
  return !options.includes("close") && (http11 || options.includes("keep-alive"));
}

function connectionOptions(headers: readonly RawHeader[], first: number): readonly string[] {
  const lines = headers.slice(first).filter(([name]) => name.length === 10 && name.toLowerCase() === "connection");
  return lines.flatMap(([, value]) => value.toLowerCase().split(",")).map((option) => option.replace(/^[ \t]+|[ \t]+$/g, ""));
}

/** `unknown` is for 417. A client of HTTP/1.0 expects nothing (RFC 9110, 10.1.1). */
export function expectation({ protocol, headers, expectAt }: Fields): "none" | "continue" | "unknown" {
  if (expectAt === -1 || protocol === "HTTP/1.0") return "none";
  return headers[expectAt]![1].toLowerCase() === "100-continue" ? "continue" : "unknown";
}
