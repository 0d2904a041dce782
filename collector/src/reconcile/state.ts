import type { Observation } from '../observation.ts';
import type { Change, ServerState } from './change.ts';
import { elapsedMs, latest, notBefore, plusMs, trusted } from './clock.ts';
import type { Rules, ServerHistory } from './history.ts';

type StateRow = ServerHistory['state'];

export interface StateResult {
  readonly state: StateRow;
  readonly changes: readonly Change[];
}

const MAX_INTEGER = 2_147_483_647;

/** Makes the current `server_state` row agree with a good answer (S1, S2, S3). */
export function reconcileState(
  history: ServerHistory,
  seen: Observation,
  now: Date,
  rules: Rules,
): StateResult {
  const current = history.state;
  const gap = elapsedMs(history.lastOkAt, now) > rules.staleMs;
  if (current !== null && !gap && sameState(current.state, seen)) {
    return { state: current, changes: [] };
  }
  const ended = endState(history, gap ? history.lastOkAt : now, now);
  const state = stateOf(seen);
  const startedAt =
    current === null
      ? now
      : notBefore(plusMs(current.startedAt, 1), notBefore(gap ? history.lastOkAt : now, now));
  return {
    state: { startedAt, state },
    changes: [...ended, { type: 'state-started', serverId: history.serverId, startedAt, state }],
  };
}

/** Ends the current row, if there is one, at `endedAt`, or where it began if that is later. */
export function endState(history: ServerHistory, endedAt: Date | null, now: Date): Change[] {
  const current = history.state;
  if (current === null) return [];
  return [
    {
      type: 'state-ended',
      serverId: history.serverId,
      startedAt: current.startedAt,
      endedAt:
        endedAt === null ? current.startedAt : latest(trusted(endedAt, now), current.startedAt),
    },
  ];
}

/** Whether an answer tells the same state again: asked at every poll, so nothing is made for it. */
export function sameState(state: ServerState, seen: Observation): boolean {
  return (
    state.players === count(seen.players) &&
    state.bots === count(seen.bots) &&
    state.maxPlayers === capacity(seen.maxPlayers) &&
    state.map === mapName(seen.map) &&
    state.hibernating === seen.hibernating
  );
}

function stateOf(seen: Observation): ServerState {
  return {
    players: count(seen.players),
    maxPlayers: capacity(seen.maxPlayers),
    bots: count(seen.bots),
    map: mapName(seen.map),
    hibernating: seen.hibernating,
  };
}

function count(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && value >= 0 && value <= MAX_INTEGER
    ? value
    : null;
}

/** A maximum of 0 is how some games say that they do not tell it (S3). */
function capacity(value: number | null): number | null {
  return value === 0 ? null : count(value);
}

export function mapName(value: string | null): string | null {
  return value === null || value.trim() === '' ? null : value;
}
