import type { Database } from '@rollcall/shared';
import type { PingRange } from '../reconcile/change.ts';
import { CLOCK_BACK_LIMIT_MS } from '../reconcile/clock.ts';
import type { Batch } from './batch.ts';

/** A NOTIFY holds less than 8,000 bytes. */
const MAX_NOTIFY_BYTES = 7_900;

export interface NumberedBatch {
  readonly runId: number;
  /** Greater than that of every batch this run has written before. A batch that was written already changes nothing. */
  readonly number: number;
  readonly batch: Batch;
  /** Every server that answers was polled within one interval before it; null leaves the heartbeat alone. */
  readonly heartbeatAt: Date | null;
}

/**
 * Writes a batch in one statement, which is one transaction, and tells whoever listens on `rollcall_changes`.
 *
 * @returns false when this batch was written before: then nothing is written, the heartbeat neither.
 */
export async function writeBatch(db: Database, numbered: NumberedBatch): Promise<boolean> {
  const { runId, number, batch, heartbeatAt } = numbered;
  const [row] = await db.$client<{ written: boolean }[]>`
    select rollcall_write_batch(
      ${runId}, ${number}, ${heartbeatAt?.toISOString() ?? null}, ${batchJson(batch)}::text::jsonb
    ) as written`;
  return row?.written ?? false;
}

/** The number of the last batch of this run that is in the database. */
export async function lastBatch(db: Database, runId: number): Promise<number> {
  const [row] = await db.$client<{ batch: string }[]>`
    select batch from collector_run where id = ${runId}`;
  return Number(row?.batch ?? 0);
}

/** Moves the heartbeat of a run forward; back only from more than `CLOCK_BACK_LIMIT_MS` ahead. */
export async function writeHeartbeat(db: Database, runId: number, at: Date): Promise<void> {
  const nonsense = new Date(at.getTime() + CLOCK_BACK_LIMIT_MS).toISOString();
  await db.$client`
    update collector_run set heartbeat_at = case
      when heartbeat_at > ${nonsense} then ${at.toISOString()} else greatest(heartbeat_at, ${at.toISOString()}) end
    where id = ${runId}`;
}

/** The payload of the NOTIFY: the ids of the servers that changed, or `*` when there are too many to name. */
export function changedServers(serverIds: readonly number[]): string {
  const ids = serverIds.join(',');
  return ids.length > MAX_NOTIFY_BYTES ? '*' : ids;
}

/** As the function `rollcall_write_batch` reads it. Ids of players are texts: JSON has no 64-bit numbers. */
function batchJson(batch: Batch): string {
  return JSON.stringify({
    players: batch.players.map(sightingJson),
    names: batch.names.map(sightingJson),
    opened: batch.opened.map((session) => ({
      ...keyJson(session),
      name: session.name,
      ...endJson(session.end),
      ...pingJson(session.ping),
    })),
    closed: batch.closed.map((session) => ({
      ...keyJson(session),
      ...endJson(session.end),
      ...pingJson(session.ping),
      again: session.again,
    })),
    reopened: batch.reopened.map(keyJson),
    pings: batch.pings.map((session) => ({ ...keyJson(session), ...pingJson(session.ping) })),
    states_ended: batch.statesEnded.map(intervalJson),
    states: batch.states.map((row) => ({
      ...intervalJson(row),
      players: row.state.players,
      max_players: row.state.maxPlayers,
      bots: row.state.bots,
      map: row.state.map,
      hibernating: row.state.hibernating,
    })),
    reach_ended: batch.reachabilityEnded.map(intervalJson),
    reach: batch.reachability.map((row) => ({
      ...intervalJson(row),
      status: row.status,
      detail: row.detail,
    })),
    watch: batch.watches.map((row) => ({ s: row.serverId, last_ok_at: row.lastOkAt })),
    incomplete: batch.incomplete.map((row) => ({
      s: row.serverId,
      count: row.count,
      last_at: row.lastAt,
    })),
    notify: changedServers(batch.serverIds),
  });
}

function sightingJson(seen: Batch['players'][number]) {
  return {
    id: String(seen.playerId),
    name: seen.name,
    first_at: seen.firstAt,
    last_at: seen.lastAt,
    stale: seen.stale,
  };
}

function keyJson(session: Batch['reopened'][number]) {
  return { s: session.serverId, p: String(session.playerId), joined_at: session.joinedAt };
}

function endJson(end: Batch['closed'][number]['end'] | null) {
  return end === null ? {} : { left_at: end.leftAt, seen_at: end.lastSeenAt, reason: end.reason };
}

function pingJson(ping: PingRange | null) {
  return ping === null ? {} : { min_ping: ping.min, max_ping: ping.max };
}

function intervalJson(row: { serverId: number; startedAt: Date; endedAt: Date | null }) {
  return { s: row.serverId, started_at: row.startedAt, ended_at: row.endedAt };
}
