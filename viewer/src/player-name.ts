/** Letters, digits, marks of any script count; blanks, controls, fillers that draw nothing do not. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\s\u115f\u1160\u2800\u3164\uffa0]/u;

/** A name as it can be shown: `unnamed` where nothing of it would be seen. */
export function shownName(name: string): string {
  return VISIBLE.test(name) ? name : 'unnamed';
}
