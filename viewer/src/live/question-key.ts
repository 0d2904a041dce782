/** What a question to the database may be asked with: plain values, and options made of them. */
export type Argument = string | number | bigint | boolean | Date | null | undefined | object;

/**
 * The same text for the same arguments, whatever the order in which options are written. Left out, `undefined` and, in a list, `null`
 * are one.
 */
export function questionKey(args: readonly Argument[]): string {
  return JSON.stringify(args, (_, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: String(value) };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
