/** The words from `from` on; every control byte counts as a blank. */
export function words(line: string, from: number): string[] {
  const found: string[] = [];
  let at = from;
  while (at < line.length) {
    while (at < line.length && line.charCodeAt(at) <= 0x20) at += 1;
    const start = at;
    while (at < line.length && line.charCodeAt(at) > 0x20) at += 1;
    if (at > start) found.push(line.slice(start, at));
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
  const first = text.indexOf(':');
  const last = text.lastIndexOf(':');
  const seconds = sixtieths(text.slice(last + 1));
  if (first === last)
    return seconds === null ? null : addUp(0, sixtieths(text.slice(0, last)), seconds);
  if (first > 5) return null;
  const hours = wholeNumber(text.slice(0, first));
  if (hours === null || hours < 0 || seconds === null) return null;
  return addUp(hours, sixtieths(text.slice(first + 1, last)), seconds);
}

/** Whether it has the shape of a time, well-formed or not. */
export function looksLikeTime(text: string | undefined): boolean {
  return text !== undefined && text.includes(':') && /^[\d:]+$/.test(text);
}

function addUp(hours: number, minutes: number | null, seconds: number): number | null {
  return minutes === null ? null : hours * 3600 + minutes * 60 + seconds;
}

function sixtieths(text: string): number | null {
  if (text.length !== 2) return null;
  const value = wholeNumber(text);
  return value === null || value < 0 || value > 59 ? null : value;
}
