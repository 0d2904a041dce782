import { printable } from '../commands/printable.ts';
import type { Candidate } from './complete.ts';

const MAX_ROWS = 30;
const MAX_NAME = 40;
const MAX_VALUE = 16;

/** Candidates with their values and help texts beside, no line wider than `columns`. */
export function candidateTable(candidates: readonly Candidate[], columns: number): string {
  const shown = candidates.slice(0, MAX_ROWS).map(({ name, value, help }) => ({
    name: printable(name),
    value: cut(printable(value), MAX_VALUE),
    help: printable(help),
  }));
  const nameWidth = Math.min(MAX_NAME, Math.max(...shown.map(({ name }) => name.length), 0));
  const valueWidth = Math.max(...shown.map(({ value }) => value.length), 0);
  const lines = shown.map(({ name, value, help }) => {
    const head = `  ${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}${valueWidth > 0 ? '  ' : ''}`;
    return cut(`${head}${help}`, Math.max(20, columns - 1)).trimEnd();
  });
  const more = candidates.length - shown.length;
  if (more > 0) lines.push(`  … and ${more} more: type further`);
  return lines.join('\n');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
