const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size for people: `512 bytes`, `8.4 MB`. */
export function formatBytes(bytes: number): string {
  const exponent = bytes < 1_000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** exponent;
  return `${exponent === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[exponent] ?? ''}`;
}
