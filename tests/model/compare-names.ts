import type { Database } from '@rollcall/shared';
import { expect } from 'vitest';
import { playerId } from '../../collector/src/reconcile/testing/scene.ts';
import type { GameServer } from './game-server.ts';
import type { Journal, Poll } from './journal.ts';
import { HEARTBEAT_LAG_MS } from './live-state.ts';

interface NameRow {
  readonly player_id: string;
  readonly name: string;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
}

/** When answers showed a name; `written` are those of which it is certain that they were written. */
interface Shown {
  readonly ever: number[];
  readonly written: number[];
}

/** Every name that a written answer showed is known, with the time in which it was used, and no other. */
export async function expectNamesOfWorld(
  db: Database,
  { polls }: Journal,
  servers: readonly GameServer[],
): Promise<void> {
  const rows = await db.$client<NameRow[]>`
    select player_id, name, first_seen_at, last_seen_at from player_name`;
  const stored = new Map(rows.map((row) => [`${row.player_id} ${row.name}`, row]));
  const shown = timesOfNames(polls);
  expect([...stored.keys()].filter((name) => !shown.has(name))).toEqual([]);
  const inUse = new Set(servers.flatMap(({ world }) => world.online().map(nameOf)));
  for (const [name, { ever, written }] of shown) {
    if (written.length === 0) continue;
    const row = stored.get(name);
    if (row === undefined) throw new Error(`${name} is not known`);
    const first = new Date(row.first_seen_at).getTime();
    const last = new Date(row.last_seen_at).getTime();
    expect(first, `${name}: first`).toBeLessThanOrEqual(Math.min(...written));
    expect(last, `${name}: last`).toBeLessThanOrEqual(Math.max(...ever) + HEARTBEAT_LAG_MS);
    // Of whom is in game it is written when they leave.
    if (inUse.has(name)) continue;
    expect(last, `${name}: last`).toBeGreaterThanOrEqual(Math.max(...written) - HEARTBEAT_LAG_MS);
  }
}

function timesOfNames(polls: readonly Poll[]): ReadonlyMap<string, Shown> {
  const names = new Map<string, Shown>();
  for (const { shown, outcome, written, waiting } of polls) {
    for (const { connection, name } of shown) {
      const key = nameOf({ player: connection.player, name });
      const times = names.get(key) ?? { ever: [], written: [] };
      names.set(key, times);
      times.ever.push(outcome.at.getTime());
      if (written && !waiting.has(playerId(connection.player))) {
        times.written.push(outcome.at.getTime());
      }
    }
  }
  return names;
}

function nameOf({ player, name }: { readonly player: number; readonly name: string }): string {
  return `${String(playerId(player))} ${name}`;
}
