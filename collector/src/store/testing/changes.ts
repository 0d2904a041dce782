import type { Database } from '@rollcall/shared';
import type { Change } from '../../reconcile/change.ts';
import { addServer } from '../registry-edit.ts';
import { startRun } from '../run.ts';

/** So many seconds after the time at which every test begins. */
export const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12) + seconds * 1_000);

export const ADA = 76561197960287930n;
export const BOB = 76561199999999999n;

type Of<Type extends Change['type']> = Extract<Change, { type: Type }>;

export function stateStarted(serverId: number, seconds: number, players = 0): Of<'state-started'> {
  const state = { players, maxPlayers: 8, bots: 0, map: 'c1m1_hotel', hibernating: false };
  return { type: 'state-started', serverId, startedAt: at(seconds), state };
}

export function stateEnded(serverId: number, from: number, to: number): Of<'state-ended'> {
  return { type: 'state-ended', serverId, startedAt: at(from), endedAt: at(to) };
}

export function opened(
  serverId: number,
  playerId: bigint,
  joined: number,
  name = 'Ada',
): Of<'session-opened'> {
  const joinedAt = at(joined);
  const ping = { min: 40, max: 50 };
  return {
    type: 'session-opened',
    serverId,
    playerId,
    joinedAt,
    name,
    ping,
    seenAt: at(joined + 1),
  };
}

export function closed(
  serverId: number,
  playerId: bigint,
  joined: number,
  left: number,
  name = 'Ada',
): Of<'session-closed'> {
  return {
    type: 'session-closed',
    serverId,
    playerId,
    joinedAt: at(joined),
    leftAt: at(left),
    lastSeenAt: at(left - 5),
    reason: 'left',
    ping: { min: 30, max: 45 },
    name,
  };
}

export function reopened(
  serverId: number,
  playerId: bigint,
  joined: number,
  seen: number,
): Of<'session-reopened'> {
  const [joinedAt, seenAt] = [at(joined), at(seen)];
  return { type: 'session-reopened', serverId, playerId, joinedAt, seenAt, name: 'Ada' };
}

export function pingWidened(
  serverId: number,
  playerId: bigint,
  joined: number,
  min: number,
  max: number,
): Of<'ping-widened'> {
  return { type: 'ping-widened', serverId, playerId, joinedAt: at(joined), ping: { min, max } };
}

/** A server in the registry; its number. */
export function someServer(db: Database, name: string): Promise<number> {
  return addServer(db, {
    name,
    host: '127.0.0.1',
    port: 27015,
    protocol: 'source',
    groupLabel: null,
    enabled: true,
    storedPassword: null,
  });
}

/** A run of a collector that began at `at(0)`; its number. */
export function someRun(db: Database): Promise<number> {
  return startRun(db, 'test', at(0));
}
