import { closeDatabase } from '@rollcall/shared';
import { alignedTable, type Figure } from '../../shared/bench/figures.ts';
import { percentile, sortedValues } from '../../shared/bench/statistics.ts';
import { openViewerDatabase } from '../src/open-database.ts';
import { explain } from './explained.ts';
import type { Question } from './questions.ts';

/** Figure C1: no plan reads more rows. */
const MAX_ROWS = 5_000;
const TIMES = 20;
/** They have a row a server or a run, and are read whole for a list of all. */
const SMALL = ['servers', 'server_watch', 'collector_run', 'history_mark', 'server_hour_stale'];

interface Asked extends Question {
  readonly firstMs: number;
  /** What it takes when nothing else is in its way. */
  readonly bestMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly statements: number;
  /** Of the statement that read most. */
  readonly rows: number;
  readonly allRows: number;
  readonly whole: readonly string[];
}

/** Asks each question over a connection like the viewer's, and has Postgres explain what it did. */
export async function askQuestions(
  questions: readonly Question[],
  urls: { readonly url: string; readonly readerUrl: string },
): Promise<readonly Asked[]> {
  const db = openViewerDatabase(urls.readerUrl, 1);
  const all: Asked[] = [];
  try {
    for (const question of questions) {
      const tookMs: number[] = [];
      for (let n = 0; n <= TIMES; n += 1) {
        const beganMs = performance.now();
        await question.ask(db);
        tookMs.push(performance.now() - beganMs);
        if (n > 2 && tookMs.reduce((sum, ms) => sum + ms, 0) > 5_000) break;
      }
      const [firstMs = NaN, ...others] = tookMs;
      const sorted = sortedValues(others);
      const statements = await explain(urls.url, question.ask);
      // What is asked often may be planned once for whatever it is asked of.
      const planned = [...statements, ...(await explain(urls.url, question.ask, 'generic'))];
      all.push({
        ...question,
        firstMs,
        bestMs: percentile(sorted, 0),
        p50Ms: percentile(sorted, 0.5),
        p99Ms: percentile(sorted, 0.99),
        statements: statements.length,
        rows: Math.max(0, ...planned.map(({ rows }) => rows)),
        allRows: statements.reduce((sum, { rows }) => sum + rows, 0),
        whole: [...new Set(planned.flatMap(({ whole }) => whole))].filter(
          (table) => !SMALL.includes(table),
        ),
      });
    }
  } finally {
    await closeDatabase(db);
  }
  return all;
}

export function questionTable(asked: readonly Asked[]): string {
  const rows = asked.map((one) => [
    one.what,
    one.firstMs.toFixed(1),
    one.bestMs.toFixed(2),
    one.p50Ms.toFixed(2),
    one.p99Ms.toFixed(1),
    String(one.statements),
    one.rows.toFixed(0),
    one.allRows.toFixed(0),
    one.whole.join(' '),
  ]);
  return alignedTable([
    [
      'question',
      'first ms',
      'best',
      'p50',
      'p99',
      'statements',
      'rows of one',
      'of all',
      'read whole',
    ],
    ...rows,
  ]);
}

/** Figure C1. */
export function questionFigures(asked: readonly Asked[]): readonly Figure[] {
  const times = asked.flatMap(({ what, bestMs, p50Ms, limitMs }): Figure[] =>
    limitMs === null
      ? []
      : [
          {
            id: 'C1',
            what: `${what}, p50`,
            measured: `${p50Ms.toFixed(2)} ms; best ${bestMs.toFixed(2)} ms`,
            limit: `≤ ${limitMs.toFixed(2)} ms`,
            ok: p50Ms <= limitMs,
          },
        ],
  );
  const most = asked.reduce((a, b) => (b.rows > a.rows ? b : a));
  const whole = asked.filter((one) => one.whole.length > 0);
  return [
    ...times,
    {
      id: 'C1',
      what: `rows that a plan reads at most: ${most.what}`,
      measured: most.rows.toFixed(0),
      limit: `≤ ${MAX_ROWS}`,
      ok: most.rows <= MAX_ROWS,
    },
    {
      id: 'C1',
      what: 'questions that read a large table whole',
      measured: whole.length === 0 ? 'none' : whole.map(({ what }) => what).join('; '),
      limit: 'none',
      ok: whole.length === 0,
    },
  ];
}
