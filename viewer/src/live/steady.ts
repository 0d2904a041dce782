/**
 * Takes what was read, and gives back what was read before where the same is to be seen in it: what is made of it need not be made again.
 * `shown` tells all that is to be seen.
 */
export function createSteady<T extends object>(shown: (value: T) => string): (value: T) => T {
  let read: T | null = null;
  let kept: { readonly value: T; readonly shown: string } | null = null;
  return (value) => {
    if (kept !== null && value === read) return kept.value;
    read = value;
    const text = shown(value);
    if (kept?.shown !== text) kept = { value, shown: text };
    return kept.value;
  };
}
