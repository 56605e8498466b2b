/** What a claim about a profile can come to. */

/** `refuses` is honest failure (an error), `corrupts` is dishonest (another value). */
export type Verdict = "holds" | "refuses" | "corrupts" | "not applicable";

/** Each verdict as a word, as a mark that needs no colour, and as a sentence. */
export const verdictMarks: { readonly [V in Verdict]: { readonly word: string; readonly mark: string; readonly meaning: string } } = {
  holds: { word: "holds", mark: "✓", meaning: "The claim is true of every case that was tried." },
  refuses: { word: "refuses", mark: "⊘", meaning: "The model raises an error rather than present something else: honest failure." },
  corrupts: { word: "corrupts", mark: "✗", meaning: "Without any error, something else comes out than the claim says." },
  "not applicable": { word: "not applicable", mark: "–", meaning: "The claim says nothing of this model." },
};
