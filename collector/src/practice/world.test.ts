import { describe, expect, it } from 'vitest';
import { factsAt } from './facts-at.ts';
import { NASTY_NAMES } from './people.ts';
import { practiceServers } from './servers.ts';
import { mapAt, visitsAt, visitsBetween, type PracticeServer } from './world.ts';

const NOON_MS = Date.UTC(2026, 10, 21, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const servers = practiceServers(8, 7, 1);

const seconds = (fromMs: number, toMs: number): readonly number[] =>
  Array.from({ length: (toMs - fromMs) / 1_000 }, (_, at) => fromMs + at * 1_000);

describe('a practice world', () => {
  it('is the same for the same seed, and another for another', () => {
    const day = (server: PracticeServer) => visitsBetween(server, NOON_MS, NOON_MS + 24 * HOUR_MS);
    expect(practiceServers(8, 7, 1).map(day)).toEqual(servers.map(day));
    expect(practiceServers(8, 8, 1).map(day)).not.toEqual(servers.map(day));
  });

  it.each(servers)('keeps a log of $name that agrees with who is on', (server) => {
    const log = visitsBetween(server, NOON_MS, NOON_MS + 2 * MINUTE_MS);
    for (const atMs of seconds(NOON_MS, NOON_MS + 2 * MINUTE_MS)) {
      const on = log.filter((v) => v.joinedAtMs <= atMs && atMs < v.leftAtMs);
      expect(new Set(visitsAt(server, atMs))).toEqual(new Set(on));
    }
  });

  it.each(servers)('never has anybody on $name twice at a time, nor a user id', (server) => {
    const log = visitsBetween(server, NOON_MS, NOON_MS + 72 * HOUR_MS);
    expect(log.filter(({ joinedAtMs, leftAtMs }) => joinedAtMs >= leftAtMs)).toEqual([]);
    for (const key of ['steamId', 'userId'] as const) {
      const lastLeft = new Map<bigint | number, number>();
      const overlapping = log.filter((visit) => {
        const before = lastLeft.get(visit[key]) ?? 0;
        lastLeft.set(visit[key], visit.leftAtMs);
        return visit.joinedAtMs <= before;
      });
      expect(overlapping).toEqual([]);
    }
    expect(log.length).toBeGreaterThan(5);
  });

  it('has nobody on two servers at once', () => {
    const people = servers.map(
      (server) =>
        new Set(visitsBetween(server, NOON_MS, NOON_MS + 72 * HOUR_MS).map((v) => v.steamId)),
    );
    expect(new Set(people.flatMap((ids) => [...ids])).size).toBe(
      people.reduce((sum, ids) => sum + ids.size, 0),
    );
  });

  it.each([NOON_MS, NOON_MS + 7 * HOUR_MS, NOON_MS + 50 * HOUR_MS])(
    'shows joins, leaves and a map change within any two minutes (%i)',
    (fromMs) => {
      const toMs = fromMs + 2 * MINUTE_MS;
      const log = servers.flatMap((server) => visitsBetween(server, fromMs, toMs));
      expect(log.filter((v) => v.joinedAtMs >= fromMs).length).toBeGreaterThan(2);
      expect(log.filter((v) => v.leftAtMs < toMs).length).toBeGreaterThan(2);
      expect(servers.some((s) => mapAt(s, fromMs).map !== mapAt(s, toMs).map)).toBe(true);
    },
  );

  it('has in one day reconnects, new names, long stays, pending ids and sleeping servers', () => {
    const log = servers.flatMap((s) => visitsBetween(s, NOON_MS, NOON_MS + 24 * HOUR_MS));
    const isReconnect = log.some((a) =>
      log.some(
        (b) =>
          a.steamId === b.steamId &&
          b.userId !== a.userId &&
          b.joinedAtMs > a.leftAtMs &&
          b.joinedAtMs - a.leftAtMs < 10_000,
      ),
    );
    expect(isReconnect).toBe(true);
    expect(log.some((v) => v.name !== v.laterName && v.renamedAtMs < v.leftAtMs)).toBe(true);
    expect(log.some((v) => v.leftAtMs - v.joinedAtMs > 10 * HOUR_MS)).toBe(true);
    expect(log.some((v) => v.pendingMs > 0)).toBe(true);
    const sleeps = (server: PracticeServer) =>
      Array.from({ length: 24 * 60 }, (_, at) => NOON_MS + at * MINUTE_MS).some(
        (atMs) => factsAt(server, 27_015, atMs).hibernating,
      );
    expect(servers.some(sleeps)).toBe(true);
  });

  it('keeps the map while nobody plays', () => {
    const quiet = servers.find(({ seats }) => seats.length === 2);
    if (quiet === undefined) throw new Error('no quiet server');
    let before = mapAt(quiet, NOON_MS);
    for (let atMs = NOON_MS; atMs < NOON_MS + 12 * HOUR_MS; atMs += 10_000) {
      const now = mapAt(quiet, atMs);
      if (now.sinceMs !== before.sinceMs) {
        expect(visitsAt(quiet, now.sinceMs)).not.toEqual([]);
      }
      before = now;
    }
    expect(before.sinceMs).toBeGreaterThan(NOON_MS);
  });

  it('makes everybody load for a moment after a map change, with their times going on', () => {
    const server = servers[0];
    if (server === undefined) throw new Error('no server');
    const { sinceMs } = mapAt(server, NOON_MS);
    const before = factsAt(server, 27_015, sinceMs - 1_000);
    const after = factsAt(server, 27_015, sinceMs + 1_000);
    expect(after.humans.length).toBeGreaterThan(0);
    expect(after.humans.map(({ state }) => state)).not.toContain('active');
    for (const row of after.humans) {
      const earlier = before.humans.find(({ userId }) => userId === row.userId);
      if (earlier) expect(row.connectedSeconds).toBe(earlier.connectedSeconds + 2);
    }
  });

  it('has no name longer than the 31 bytes that the engine keeps, and nasty ones among them', () => {
    const log = practiceServers(40, 7, 1).flatMap((s) =>
      visitsBetween(s, NOON_MS, NOON_MS + HOUR_MS),
    );
    const names = log.flatMap(({ name, laterName }) => [name, laterName]);
    expect(Math.max(...names.map((name) => Buffer.byteLength(name)))).toBeLessThanOrEqual(31);
    const isNasty = (name: string) => NASTY_NAMES.some((nasty) => nasty === name);
    expect(new Set(names.filter(isNasty)).size).toBeGreaterThan(3);
  });

  it('happens faster with a higher speed', () => {
    const count = (speed: number) =>
      practiceServers(4, 7, speed).flatMap((s) => visitsBetween(s, NOON_MS, NOON_MS + HOUR_MS))
        .length;
    expect(count(5)).toBeGreaterThan(2 * count(1));
  });
});
