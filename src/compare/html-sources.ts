/** Sources as links: the sections, mails and issues that claims name, where the form of the name says the address. */
import { html, type Markup } from "./html-markup.ts";

const addresses: readonly [form: RegExp, address: (...parts: string[]) => string][] = [
  [/RFC (\d+)(?:, (\d+(?:\.\d+)*))?/, (rfc, section) => `https://www.rfc-editor.org/rfc/rfc${rfc}${section ? `#section-${section}` : ""}`],
  [/PEP (\d+)/, (pep) => `https://peps.python.org/pep-${pep!.padStart(4, "0")}/`],
  [/CWE-(\d+)/, (weakness) => `https://cwe.mitre.org/data/definitions/${weakness}.html`],
  [/web-sig (\d{4}-[A-Z][a-z]+)\/(\d+)/, (month, mail) => `https://mail.python.org/pipermail/web-sig/${month}/${mail}.html`],
  [/([\w-]+\/[\w.-]+)#(\d+)/, (repository, issue) => `https://github.com/${repository}/issues/${issue}`],
];

const known = new RegExp(addresses.map(([form]) => form.source.replaceAll(/\((?!\?)/g, "(?:")).join("|"), "g");

/** A claim's source with links in it. */
export function linkedSource(source: string): Markup {
  const between = source.split(known);
  const names = source.match(known) ?? [];
  return html`${between.map((text, i) => (names[i] === undefined ? html`${text}` : html`${text}${link(addressOf(names[i]), names[i])}`))}`;
}

function addressOf(name: string): string {
  for (const [form, address] of addresses) {
    const found = form.exec(name);
    if (found?.[0] === name) return address(...found.slice(1));
  }
  return "";
}

/** A link for addresses of the web; other texts, `javascript:` among them, stay texts. */
export const link = (address: string, text: string): Markup =>
  /^https?:\/\//i.test(address) ? html`<a href="${address}" rel="noreferrer">${text}</a>` : html`${text}`;
