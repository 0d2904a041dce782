import type { Database } from '@rollcall/shared';
import { alignedTable } from '../../shared/bench/figures.ts';

/** What wrote to the log, and how much. */
export interface WalPart {
  /** Table or index, and the kind of record. */
  readonly what: string;
  readonly records: number;
  readonly bytes: number;
}

/** Parts smaller than that say nothing. */
const SHOWN_BYTES = 1;

/**
 * What was written to the log between two places in it, largest first; needs `pg_walinspect` of Postgres 16 or later, and is empty where
 * that is missing.
 */
export async function walParts(db: Database, from: string, to: string): Promise<WalPart[]> {
  const sql = db.$client;
  const [has] = await sql<{ walinspect: boolean }[]>`
    select count(*) > 0 as walinspect from pg_available_extension_versions where name = 'pg_walinspect' and version >= '1.1'`;
  if (has?.walinspect !== true) return [];
  await sql`create extension if not exists pg_walinspect`;
  return sql<WalPart[]>`
    with touched as (
      select distinct on (start_lsn) start_lsn, pg_filenode_relation(0, relfilenode)::regclass::text as relation
      from pg_get_wal_block_info(${from}, ${to}) order by start_lsn, block_id
    )
    select concat_ws(' ', t.relation, r.resource_manager, r.record_type) as what, count(*)::int as records, sum(r.record_length)::int as bytes
    from pg_get_wal_records_info(${from}, ${to}) r left join touched t using (start_lsn)
    group by 1 order by bytes desc`;
}

/** As lines, divided by how often it happened. */
export function walTable(parts: readonly WalPart[], times: number): string {
  return alignedTable(
    parts
      .filter(({ bytes }) => bytes / times >= SHOWN_BYTES)
      .map(({ what, records, bytes }) => [
        `${(bytes / times).toFixed(1)} B`,
        `${(records / times).toFixed(2)} ×`,
        what,
      ]),
  );
}
