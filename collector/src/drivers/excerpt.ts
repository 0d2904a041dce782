const MAX_EXCERPT = 80;

/**
 * The beginning of what a server sent, fit for an error message: one line, no control characters, bounded, and without the
 * addresses of players that a console is fond of printing.
 */
export function excerpt(text: string): string {
  const line = text
    // Enough for the excerpt, also after the addresses have become shorter.
    .slice(0, 8 * MAX_EXCERPT)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<address>')
    .replace(/(?:[\da-f]{0,4}:){3,7}[\da-f]{0,4}/gi, '<address>')
    .trim();
  if (line === '') return 'it is empty';
  const characters = Array.from(line);
  return characters.length > MAX_EXCERPT
    ? `"${characters.slice(0, MAX_EXCERPT).join('')}…"`
    : `"${line}"`;
}
