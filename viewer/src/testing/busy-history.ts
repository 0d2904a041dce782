import type { Database } from '@rollcall/shared';
import { planFleet, type Plan, type Trouble } from './busy-history/fleet.ts';
import { createRandom } from './busy-history/random.ts';
import { groupHistory, type GroupHistory } from './busy-history/group-history.ts';
import { tidied } from './busy-history/people.ts';
import { planRuns } from './busy-history/watching.ts';
import { writeGroup, writeRuns, writeServers } from './busy-history/write.ts';

const DAY_MS = 86_400_000;

export interface BusyHistoryOptions {
  readonly servers?: number;
  readonly days?: number;
  /** People in all, over all groups of servers. */
  readonly players?: number;
  /** How many times as many people come; servers fill up. */
  readonly bustle?: number;
  /** For pictures: without the players who try what a page makes of a name. */
  readonly tidy?: boolean;
  readonly now?: Date;
  readonly seed?: number;
}

export interface BusyHistory {
  /** Where most is to be seen. */
  readonly busiestId: number;
  readonly ids: readonly number[];
  /** Which server has which trouble; empty for a fleet of less than seven. */
  readonly troubled: ReadonlyMap<Trouble, number>;
  readonly sessions: number;
  readonly states: number;
}

/**
 * Fills an empty, migrated database with a believable history that is still going on: several games, an evening peak, sessions and
 * the states that agree with them, map rotation, outages, times when no collector ran, servers in every kind of trouble, hostile names.
 * `server_hour` is summed up by the product's own functions. The same options give the same history, moved to `now`.
 */
export async function seedBusyHistory(
  db: Database,
  options: BusyHistoryOptions = {},
): Promise<BusyHistory> {
  const now = options.now ?? new Date();
  const history = await writeBusyHistory(db, { ...options, now });
  await db.$client.unsafe('analyze');
  await sumUpHours(db, now);
  await db.$client.unsafe('analyze');
  return history;
}

/** The same without the sums of hours. */
export async function writeBusyHistory(
  db: Database,
  options: BusyHistoryOptions = {},
): Promise<BusyHistory> {
  const {
    servers = 24,
    days = 8,
    players = 4_000,
    bustle = 1,
    tidy = false,
    now = new Date(),
    seed = 1,
  } = options;
  const end = now.getTime();
  const since = end - days * DAY_MS;
  const runs = planRuns(since, end);
  const plans = planFleet(servers);
  const ids = await writeServers(db, plans, since);
  const runId = await writeRuns(db, runs);
  const random = createRandom(seed);
  const groups = [...new Set(plans.map(({ group }) => group))];
  let sessions = 0;
  let states = 0;
  for (const group of groups) {
    const members = plans.flatMap((plan, n) =>
      plan.group === group ? [{ plan, id: ids[n] ?? 0 }] : [],
    );
    const invented: GroupHistory = groupHistory(
      members,
      Math.ceil(players / groups.length),
      runs,
      { since, now: end, bustle },
      random,
    );
    const history = tidy ? { ...invented, people: invented.people.map(tidied) } : invented;
    await writeGroup(db, history, runId, { since, now: end, bustle });
    sessions += history.servers.reduce((sum, server) => sum + server.sessions.length, 0);
    states += history.servers.reduce((sum, server) => sum + server.states.length, 0);
  }
  return { busiestId: ids[0] ?? 0, ids, troubled: troubledOf(plans, ids), sessions, states };
}

function troubledOf(plans: readonly Plan[], ids: readonly number[]) {
  return new Map(
    plans.flatMap(({ trouble }, n) => (trouble === null ? [] : [[trouble, ids[n] ?? 0] as const])),
  );
}

/** By the functions of the collector, a day at a time. */
export async function sumUpHours(db: Database, now: Date): Promise<void> {
  await db.$client`
    select rollcall_sum_hours(h, least(h + interval '1 day', d.until), 0, 100000)
    from rollcall_hours_due(${now.toISOString()}) d,
         generate_series(d.since, d.until - interval '1 hour', interval '1 day') h`;
}
