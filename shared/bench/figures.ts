/** One figure of a benchmark beside what is asked for. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  /** Null where there is no limit. */
  readonly ok: boolean | null;
}

/** The figures as lines of aligned columns, `MISSED` beside each that is. */
export function figureTable(figures: readonly Figure[]): string {
  return alignedTable(
    figures.map(({ id, what, measured, limit, ok }) => [
      id,
      what,
      measured,
      limit,
      ok === null ? '' : ok ? 'ok' : 'MISSED',
    ]),
  );
}

/** Rows of text, each column as wide as its widest cell. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
