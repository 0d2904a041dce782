import type { Logger } from '@rollcall/shared';
import type { Share } from '../store/leases.ts';
import { Absences } from './absences.ts';
import { REPLACE_AFTER_MS, type Presence } from './presence.ts';

export interface Sharing {
  /** What this run is to poll now, and what it has to hand over. Rejects while the database is away. */
  ask(): Promise<Share>;
  /** False while something is still to be taken or handed over: ask again soon. */
  readonly settled: boolean;
}

/** The part of the servers that this run polls. */
export function shareAmongCollectors(
  presence: Pick<Presence, 'company' | 'connection' | 'share'>,
  log: Logger,
  monotonicMs: () => number,
): Sharing {
  const absences = new Absences(REPLACE_AFTER_MS);
  let connection = 0;
  let first = true;
  let settled = false;
  return {
    get settled() {
      return settled;
    },
    async ask() {
      settled = false;
      if (presence.connection !== connection) absences.forget();
      connection = presence.connection;
      const seen = await presence.share([]);
      const overdue = absences.overdue(seen.absent, monotonicMs());
      const gone = first && isQuiet(presence) ? seen.absent : overdue;
      const share = gone.length === 0 ? seen : await presence.share(gone);
      if (gone.length > 0) log.info({ runs: gone }, 'taking over from collectors that are gone');
      first = false;
      settled = share.surplus.length + share.absent.length + share.short === 0;
      return share;
    },
  };
}

/**
 * At its start a collector that is alone need not wait for one that was killed before. Just after a restart of Postgres others may
 * not be back yet.
 */
function isQuiet({ company }: Pick<Presence, 'company'>): boolean {
  return company?.live.length === 1 && company.postgresUpSeconds * 1_000 > 2 * REPLACE_AFTER_MS;
}
