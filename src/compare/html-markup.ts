/** Markup that cannot be mistaken for text: whatever is not markup is made legible and escaped on its way in. */
import { htmlEscape } from "escape-goat";
import { legible, type Piece } from "./show.ts";

declare const isMarkup: unique symbol;

export interface Markup {
  readonly markup: string;
  readonly [isMarkup]: true;
}

type Content = Markup | string | number | undefined | readonly Markup[];

/** Markup as it is written, with text escaped. Nothing that cannot be printed, and no lone surrogate, gets through. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return verbatim(strings.reduce((before, string, i) => before + written(contents[i - 1]) + string));
}

/** A style sheet or a script of ours; never what a report says. */
export const verbatim = (markup: string): Markup => ({ markup }) as Markup;

/** Markups with something between them. */
export const spaced = (items: readonly Markup[], between: Markup): Markup[] =>
  items.flatMap((item, i) => (i === 0 ? [item] : [between, item]));

function written(content: Content): string {
  if (content === undefined) return "";
  if (typeof content !== "object") return htmlEscape(legible(String(content)));
  return "markup" in content ? content.markup : content.map(({ markup }) => markup).join("");
}

/** Pieces of a repr or of a request, those beyond ASCII marked. */
export const marked = (pieces: readonly Piece[]): Markup =>
  html`${pieces.map(({ kind, text }) => (kind === "plain" ? html`${text}` : html`<mark class="${kind}">${text}</mark>`))}`;

const word = /\bUTF-8\b|\bISO-8859-1\b|\b[A-Z]+_[A-Z_]+\b|\b(?:wsgi|web3)\.\w+|\w+\(\)|environ\[.*?\] == ".*?"|%[0-9A-F]{2}\b/g;

/** Prose in which names of variables and calls are set as code, and names of encodings are not broken. */
export function prose(text: string): Markup {
  const between = text.split(word);
  const words = text.match(word) ?? [];
  return html`${between.map((part, i) => html`${part}${words[i] === undefined ? undefined : set(words[i])}`)}`;
}

const set = (word: string): Markup => (/^(?:UTF|ISO)-/.test(word) ? html`<span class="whole">${word}</span>` : html`<code>${word}</code>`);

/** The sentence of a claim as a heading has it. */
export const sentence = (claim: string): Markup => prose(claim.replace(/^[a-z]/, (letter) => letter.toUpperCase()));

const numbers = new Intl.NumberFormat("en-GB");
export const count = (n: number, one: string, many = `${one}s`): string => `${numbers.format(n)} ${n === 1 ? one : many}`;
export const grouped = (n: number): string => numbers.format(n);
