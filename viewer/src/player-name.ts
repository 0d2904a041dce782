/**
 * Letters, digits and marks of any script count: a mark alone is drawn over a dotted circle (seen as a whole name on TF2).
 * Blanks, controls and fillers that draw nothing do not.
 */
const VISIBLE =
  /[^\p{C}\p{Z}\s\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;

/** A name as it can be shown: `unnamed` where nothing of it would be seen. */
export function shownName(name: string): string {
  return VISIBLE.test(name) ? name : 'unnamed';
}
