/** Controls, line ends of Unicode, and marks that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** A hostile text without what would not be seen: on one line, in the order it is written, and fit for XML. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, '');
}

/** A text as people count its characters, of which each may be a thousand code points: eight of them are kept. */
export function charactersOf(text: string, most: number): readonly string[] {
  const kept: string[] = [];
  for (const { segment } of SEGMENTER.segment(plainText(text).trim())) {
    if (kept.length === most) break;
    kept.push(Array.from(segment).slice(0, 8).join(''));
  }
  return kept;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
