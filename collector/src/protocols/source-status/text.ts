const COLON = 0x3a;

/** The words between `from` and `end`; every control byte counts as a blank. */
export function words(text: string, from: number, end: number): string[] {
  const found: string[] = [];
  let at = from;
  while (at < end) {
    while (at < end && text.charCodeAt(at) <= 0x20) at += 1;
    const start = at;
    while (at < end && text.charCodeAt(at) > 0x20) at += 1;
    if (at > start) found.push(text.slice(start, at));
  }
  return found;
}

/** A whole number of at most nine digits, so that it fits everywhere; else null. */
export function wholeNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  const digitsFrom = text.charCodeAt(0) === 0x2d ? 1 : 0;
  if (text.length === digitsFrom || text.length - digitsFrom > 9) return null;
  let value = 0;
  for (let at = digitsFrom; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return digitsFrom === 1 ? -value : value;
}

/** Seconds from `MM:SS` or `H:MM:SS`; hours go on past 24. Null where it is malformed. */
export function connectedSeconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const { length } = text;
  // Read from the right: minutes and seconds always have two digits.
  if (length < 5 || text.charCodeAt(length - 3) !== COLON) return null;
  const seconds = sixtieths(text, length - 2);
  const minutes = sixtieths(text, length - 5);
  if (seconds === -1 || minutes === -1) return null;
  if (length === 5) return minutes * 60 + seconds;
  if (length > 11 || text.charCodeAt(length - 6) !== COLON) return null;
  const hours = wholeNumber(text.slice(0, length - 6));
  return hours === null || hours < 0 ? null : hours * 3600 + minutes * 60 + seconds;
}

/** Whether it has the shape of a time, well-formed or not. */
export function looksLikeTime(text: string | undefined): boolean {
  return text !== undefined && isDigit(text.charCodeAt(0)) && /^\d[\d:]*:[\d:]*$/.test(text);
}

/** Two digits from `at` on that make less than 60; else -1. */
function sixtieths(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Whether a character code is one of 0 to 9. */
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
