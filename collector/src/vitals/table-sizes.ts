import type { Database } from '@rollcall/shared';
import type { Metric } from './exposition.ts';

/** A size changes slowly, and to ask for it touches every file of the database. */
const ASK_AGAIN_MS = 300_000;

interface Sizes {
  readonly database: number;
  readonly tables: readonly (readonly [string, number])[];
}

/** How large the database and its tables are: asked at most every five minutes, and only while somebody wants to know. */
export function createTableSizes(
  ask: <T>(question: (db: Database) => Promise<T>) => Promise<T>,
  monotonicMs: () => number,
): () => Promise<readonly Metric[]> {
  let known: Sizes | null = null;
  let askedMs = -Infinity;
  return async () => {
    if (monotonicMs() - askedMs >= ASK_AGAIN_MS) {
      askedMs = monotonicMs();
      known = await ask(readSizes).catch(() => null);
      // Soon again: it was away.
      if (known === null) askedMs = -Infinity;
    }
    return known === null ? [] : sizeMetrics(known);
  };
}

async function readSizes(db: Database): Promise<Sizes> {
  const rows = await db.$client<{ name: string; bytes: string; database: string }[]>`
    select relname as name, pg_total_relation_size(oid) as bytes, pg_database_size(current_database()) as database
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`;
  return {
    database: Number(rows[0]?.database ?? 0),
    tables: rows.map(({ name, bytes }) => [name, Number(bytes)]),
  };
}

function sizeMetrics({ database, tables }: Sizes): readonly Metric[] {
  return [
    {
      name: 'rollcall_collector_database_size_bytes',
      help: 'What the whole database takes on disk, at most five minutes ago.',
      type: 'gauge',
      value: database,
    },
    {
      name: 'rollcall_collector_table_size_bytes',
      help: 'What each table takes with its indexes.',
      type: 'gauge',
      value: tables.map(([table, bytes]) => [{ table }, bytes]),
    },
  ];
}
