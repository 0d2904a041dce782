import { stringify } from 'csv-stringify/sync';
import { plainText } from './plain-text.ts';

type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/**
 * RFC 4180 with a header, in UTF-8. Names come from game servers: what a spreadsheet would take for a formula begins with an
 * apostrophe, and what would not be seen is left out. Null is an empty cell.
 */
export function csvOf(columns: readonly string[], rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => cellOf(row[column] ?? null))),
    {
      header: true,
      columns: [...columns],
      record_delimiter: 'windows',
      escape_formulas: true,
    },
  );
}

function cellOf(cell: Cell): string {
  const text = plainText(String(cell ?? ''));
  // What begins with a formula's sign is marked by the library; some spreadsheets skip blanks before it.
  return /^\s+[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}
