/** The form of the variables that CGI and its heirs define, by slot. In wire bytes: whose string they are in is another question. */
import type { Slot } from "../slots.ts";
import type { Note } from "./finding.ts";

/** `method` is that of the request. */
type Form = (wire: string, note: Note, key: string, method: string) => void;

/** Holds `wire` to the form of its slot. */
export function checkForm(slot: Slot, wire: string, note: Note, key: string, method: string): void {
  for (const form of forms[slot] ?? []) form(wire, note, key, method);
}

/** tchar, one or more (RFC 9110, 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const filled: Form = (wire, note, key) => {
  if (wire === "") note("EMPTY_VARIABLE", "is empty", { key });
};

const method: Form = (wire, note, key) => {
  if (wire !== "" && !token.test(wire)) note("BAD_METHOD", "is not a token", { key, offset: wire.search(/[^!#$%&'*+\-.^_`|~0-9A-Za-z]/) });
};

const port: Form = (wire, note, key) => {
  if (wire !== "" && !(/^\d{1,5}$/.test(wire) && Number(wire) <= 65535)) note("BAD_PORT", "is not a decimal number up to 65535", { key });
};

const protocol: Form = (wire, note, key) => {
  if (!/^HTTP\/\d+(\.\d+)?$/.test(wire)) note("BAD_PROTOCOL", "is not HTTP/ and a number", { key });
};

const scheme: Form = (wire, note, key) => {
  if (wire !== "http" && wire !== "https") note("BAD_SCHEME", "is neither http nor https", { key });
};

/** Of OPTIONS the path may be `*`; of CONNECT it is no path (RFC 9112, 3.2.3 and 3.2.4). */
const path: Form = (wire, note, key, method) => {
  if (wire === "" || wire.startsWith("/") || method === "CONNECT" || (wire === "*" && method === "OPTIONS")) return;
  note("BAD_PATH", "does not begin with a slash", { key, offset: 0 });
};

/** Neither can be in a path that was not decoded yet. */
const encoded: Form = (wire, note, key) => {
  const offset = wire.search(/[?#]/);
  if (offset >= 0) note("BAD_PATH", `holds a ${wire[offset]}, though it is percent-encoded`, { key, offset });
};

const mount: Form = (wire, note, key) => {
  if (wire === "/") note("LONE_SLASH", "is a lone slash", { key });
};

const forms: { readonly [slot in Slot]?: readonly Form[] } = {
  method: [filled, method],
  serverName: [filled],
  serverPort: [filled, port],
  remotePort: [port],
  protocol: [protocol],
  scheme: [scheme],
  scriptName: [path, mount],
  pathInfo: [path],
  path: [path],
  rawPath: [path, encoded],
  rawScriptName: [path, encoded, mount],
  rawPathInfo: [path, encoded],
  quotedScriptName: [path, encoded, mount],
  quotedPathInfo: [path, encoded],
};
