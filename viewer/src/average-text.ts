/** An average as people read it: `0`, `0.4`, `12`. What is more than nothing is never shown as nothing. */
export function averageText(value: number): string {
  if (value === 0) return '0';
  if (value < 0.05) return '<0.1';
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}
