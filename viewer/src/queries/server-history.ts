import type { Database } from '@rollcall/shared';
import { floorHour, sumHours } from './hour-sums.ts';
import { summedHours, type HourSums } from './history-hours.ts';
import {
  capacities,
  glimpses,
  historyPieces,
  lastCapacity,
  type Capacity,
  type Glimpse,
  type Piece,
} from './history-pieces.ts';
import { historySize } from './history-size.ts';

/** The day on which clocks are put back has an hour more. */
const DAY_MS = 25 * 3_600_000;
/** Rows that are read one by one: of a day, and of longer periods, where single changes are too close to be seen. */
const MAX_CHANGES_A_DAY = 4_000;
const MAX_CHANGES_LONGER = 1_000;

/** How many were on a server in a period. */
export type ServerHistory =
  | {
      readonly kind: 'exact';
      readonly pieces: readonly Piece[];
      readonly glimpses: readonly Glimpse[];
      readonly capacities: readonly Capacity[];
    }
  | {
      readonly kind: 'hours';
      /** The period, widened to whole hours at its beginning. */
      readonly fromMs: number;
      readonly hours: readonly HourSums[];
      /** Hours from here on are not known yet: they are not summed up, and too much happened in them to do it now. */
      readonly unknownSinceMs: number | null;
      readonly capacities: readonly Capacity[];
    };

/** Each change where that many rows can be read, else the sums of hours. */
export async function serverHistory(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<ServerHistory> {
  const limit = to.getTime() - from.getTime() > DAY_MS ? MAX_CHANGES_LONGER : MAX_CHANGES_A_DAY;
  const size = await historySize(db, serverId, from, to, limit + 1);
  const trimmed = from.getTime() < (size.statesKeptSinceMs ?? -Infinity);
  if (!trimmed && size.states + size.reaches <= limit) {
    const [pieces, seenOnce, capacity] = await Promise.all([
      historyPieces(db, serverId, from, to),
      glimpses(db, serverId, from, to),
      capacities(db, serverId, from, to),
    ]);
    return { kind: 'exact', pieces, glimpses: seenOnce, capacities: capacity };
  }
  const fromMs = floorHour(from.getTime());
  const begin = new Date(Math.max(fromMs, size.summedUntilMs ?? -Infinity));
  const [summed, rest, capacity] = await Promise.all([
    summedHours(db, serverId, new Date(fromMs), begin < to ? begin : to),
    begin < to ? unsummedHours(db, serverId, begin, to) : [],
    lastCapacity(db, serverId, to),
  ]);
  return {
    kind: 'hours',
    fromMs,
    hours: [...summed, ...(rest ?? [])],
    unknownSinceMs: rest === null ? begin.getTime() : null,
    capacities: capacity,
  };
}

/** Null where too much happened. */
async function unsummedHours(db: Database, serverId: number, from: Date, to: Date) {
  const { states, reaches } = await historySize(db, serverId, from, to, MAX_CHANGES_A_DAY + 1);
  if (states + reaches > MAX_CHANGES_A_DAY) return null;
  return sumHours(await historyPieces(db, serverId, from, to));
}
