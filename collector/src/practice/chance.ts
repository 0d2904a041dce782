/** A number in [0, 1) that depends on nothing but the numbers given: the same world comes out of the same seed for ever. */
export function chance(...parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    // Times in milliseconds have more than 32 bits.
    for (const half of [part | 0, Math.floor(part / 2 ** 32) | 0]) {
      hash = Math.imul(hash ^ half, 0x01000193);
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A whole number from `from` up to and without `to`. */
export function chanceBetween(from: number, to: number, ...parts: readonly number[]): number {
  return from + Math.floor(chance(...parts) * (to - from));
}

/** One of `choices`, which must not be empty. */
export function choose<T>(choices: readonly T[], ...parts: readonly number[]): T {
  const chosen = choices[chanceBetween(0, choices.length, ...parts)];
  if (chosen === undefined) throw new RangeError('nothing to choose from');
  return chosen;
}
