import type { Plan } from './fleet.ts';
import type { Random } from './random.ts';
import { lastOk, type Session } from './recorded.ts';
import { grid, type Reach } from './watching.ts';

/** What a server said of itself for a while. */
export interface State {
  readonly from: number;
  /** Null where it goes on. */
  readonly to: number | null;
  readonly players: number;
  readonly bots: number;
  readonly map: string;
  readonly hibernating: boolean;
}

const MINUTE_MS = 60_000;

/** The states of a server that agree with these sessions; maps go round while somebody plays. */
export function statesOf(
  plan: Plan,
  sessions: readonly Session[],
  reach: readonly Reach[],
  now: number,
  random: Random,
): readonly State[] {
  const changes = changesOf(sessions);
  const states: State[] = [];
  let players = 0;
  let round = 0;
  let turnAt = Infinity;
  let next = 0;
  const upTo = (time: number) => {
    for (let change = changes[next]; change !== undefined && change.at <= time;) {
      players += change.by;
      next += 1;
      change = changes[next];
    }
  };
  const said = (from: number): State => ({
    from,
    to: null,
    players,
    bots: players === 0 ? 0 : Math.max(0, plan.bots - players),
    map: plan.maps[round % plan.maps.length] ?? plan.maps[0],
    hibernating: players === 0 && plan.hibernates,
  });
  for (const up of reach) {
    if (up.status !== 'ok') continue;
    const end = lastOk(up) ?? now;
    if (end <= up.from) continue;
    let at = up.from;
    while (at < end) {
      upTo(at);
      if (players === 0) turnAt = Infinity;
      else if (turnAt === Infinity) turnAt = grid(at + random.between(12, 45) * MINUTE_MS);
      else if (turnAt <= at) {
        round += 1;
        turnAt = grid(at + random.between(12, 45) * MINUTE_MS);
      }
      states.push(said(at));
      const changeAt = Math.min(changes[next]?.at ?? Infinity, turnAt);
      // Whatever comes after the last poll before silence is seen when that is over.
      if (changeAt >= end) break;
      at = Math.max(changeAt, at + 1);
    }
    if (up.to !== null) states.push({ ...said(end), players: -1 });
  }
  return closed(states);
}

function changesOf(sessions: readonly Session[]) {
  const changes = sessions.flatMap(({ seenFrom, leftAt }) => [
    { at: seenFrom, by: 1 },
    ...(leftAt === null ? [] : [{ at: grid(leftAt), by: -1 }]),
  ]);
  return changes.sort((a, b) => a.at - b.at);
}

/** Each ends where the next begins; what says the same as the one before goes on with it. A count below zero marks an end. */
function closed(states: readonly State[]): readonly State[] {
  const rows: State[] = [];
  let current: State | null = null;
  for (const state of states) {
    if (current !== null && sameState(current, state)) continue;
    if (current !== null && state.from > current.from) rows.push({ ...current, to: state.from });
    current = state.players < 0 ? null : state;
  }
  if (current !== null) rows.push(current);
  return rows;
}

const sameState = (a: State, b: State) =>
  a.players === b.players &&
  a.map === b.map &&
  a.bots === b.bots &&
  a.hibernating === b.hibernating;
