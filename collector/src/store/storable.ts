/** Longer texts would not fit into an index. Names are shorter where they come from; this is the last defence. */
const MAX_LENGTH = 512;

/** The text as Postgres can store it: without U+0000 and halves of surrogate pairs, and not endless. */
export function storable(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\u{fffd}');
}
