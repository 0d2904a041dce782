import postgres from 'postgres';
import type { Change } from '../reconcile/change.ts';

/** Classes of SQLSTATE by which Postgres refuses what a statement holds: wrong data, broken constraint, too large for an index. */
const CONTENT_CLASSES: readonly string[] = ['21', '22', '23', '54'];

/** Whether Postgres refused the content: then trying again is no use. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof postgres.PostgresError && CONTENT_CLASSES.includes(error.code.slice(0, 2))
  );
}

/** SQLSTATE of what Postgres has cancelled, above all because it took longer than `statement_timeout`. */
const CANCELLED = '57014';

/** Whether Postgres did not get done in time: half as much may be done. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === CANCELLED;
}

/** The changes of each half of the servers; names without a server go with the second. Null when there is nothing to divide. */
export function halves(
  changes: readonly Change[],
): readonly [readonly Change[], readonly Change[]] | null {
  const owners = [...new Set(changes.map(ownerOf))];
  if (owners.length < 2) return null;
  const first = new Set(
    owners.filter((owner) => owner !== null).slice(0, Math.ceil(owners.length / 2)),
  );
  const isFirst = (change: Change) => first.has(ownerOf(change) ?? NO_SERVER);
  return [changes.filter(isFirst), changes.filter((change) => !isFirst(change))];
}

const NO_SERVER = -1;

/** The server that a change belongs to; null for a name, which belongs to a player. */
export function ownerOf(change: Change): number | null {
  return change.type === 'name-seen' ? null : change.serverId;
}
