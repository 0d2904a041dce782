import { describe, expect, it } from 'vitest';
import { emptyHistory } from './empty-history.ts';
import type { ClosedSession } from './history.ts';
import { learnClosed } from './learn-closed.ts';
import { at, player, playerId, Scene, secondsOf } from './testing/scene.ts';

const HOUR = 3_600;

/** A server whose sessions that ended before the beginning are not in memory. */
function fresh(): Scene {
  const scene = new Scene();
  scene.history = emptyHistory(1, at(0));
  return scene;
}

function closedSession(joined: number, left: number): ClosedSession {
  return {
    playerId: playerId(1),
    joinedAt: at(joined),
    leftAt: at(left),
    lastSeenAt: at(left),
    reason: 'left',
    name: 'Crone',
    ping: null,
  };
}

describe('somebody whose earlier session is not in memory', () => {
  it('waits until it has been looked up', () => {
    const scene = fresh().sees(5, [player(1, 60), player(2, 60)]);
    expect(scene.sessions).toEqual([]);
    expect(scene.needed).toEqual([playerId(1), playerId(2)]);
    scene.history = learnClosed(scene.history, new Map([[playerId(1), null]]));
    scene.sees(5, [player(1, 60), player(2, 60)]);
    expect(scene.sessions).toEqual([[1, -55, null, null]]);
    expect(scene.changed).toEqual(['session-opened']);
    expect(scene.needed).toEqual([playerId(2)]);
  });

  it('is not looked up when the connection began since', () => {
    const scene = fresh().sees(30, [player(1, 15)]);
    expect(scene.needed).toEqual([]);
    expect(scene.sessions).toEqual([[1, 15, null, null]]);
  });

  it.each([
    [5, 1],
    [69, 1],
    [71, 0],
  ])('is looked up without a time only while a short gap could matter: %i s', (seconds, count) => {
    expect(fresh().sees(seconds, [player(1, null)]).needed).toHaveLength(count);
  });

  it('has that session reopened if it was the same connection', () => {
    const scene = new Scene()
      .sees(-300, [player(1, 10)])
      .sees(-295, [])
      .restarts(-290, 0);
    scene.history = scene.tables.load(at(0), 2, 0);
    scene.sees(5, [player(1, 315)]);
    scene.history = learnClosed(
      scene.history,
      new Map([[playerId(1), scene.tables.newestClosed(playerId(1))]]),
    );
    scene.sees(5, [player(1, 315)]);
    expect(scene.sessions).toEqual([[1, -310, null, null]]);
  });

  it('gets a session that does not overlap it if it was another', () => {
    const scene = fresh();
    scene.history = learnClosed(scene.history, new Map([[playerId(1), closedSession(-600, -50)]]));
    scene.sees(5, [player(1, 58)]);
    expect(scene.sessions).toEqual([[1, -50, null, null]]);
  });
});

describe('what was looked up', () => {
  it('does not replace what was seen meanwhile', () => {
    const scene = new Scene().sees(0, [player(1, 60), player(2, 60)]).sees(5, [player(2, 65)]);
    const found = new Map([
      [playerId(1), null],
      [playerId(2), null],
    ]);
    const history = learnClosed(scene.history, found);
    expect(history.closed.get(playerId(1))).toMatchObject({ leftAt: at(5) });
    expect(history.closed.has(playerId(2))).toBe(false);
  });

  it('is forgotten if it was not needed after all', () => {
    const scene = fresh();
    scene.history = learnClosed(scene.history, new Map([[playerId(1), null]]));
    scene.sees(3 * HOUR, []);
    expect(scene.history.closed.size).toBe(0);
  });
});

describe('memory', () => {
  it('keeps closed sessions for two hours, and says since when', () => {
    const scene = fresh()
      .sees(30, [player(1, 5), player(2, 5)])
      .sees(35, [player(2, 10)]);
    scene.sees(2 * HOUR, [player(2, 2 * HOUR)]).sees(2 * HOUR + 5, []);
    expect([...scene.history.closed.keys()]).toEqual([playerId(1), playerId(2)]);
    scene.sees(3 * HOUR, []);
    expect([...scene.history.closed.keys()]).toEqual([playerId(2)]);
    expect(secondsOf(scene.history.closedSince)).toBe(HOUR);
    expect(scene.sees(3 * HOUR + 5, [player(1, 2 * HOUR + 10)]).needed).toEqual([playerId(1)]);
  });

  it('is bounded on a server that invents players', () => {
    const scene = fresh();
    for (let poll = 0; poll < 100; poll += 1) {
      const crowd = Array.from({ length: 100 }, (_, index) => player(poll * 100 + index, 1));
      scene.sees(30 + poll * 5, crowd);
      expect(scene.history.closed.size).toBeLessThanOrEqual(2_000);
    }
    const kept = [...scene.history.closed.values()].map((session) => session?.leftAt.getTime());
    const since = scene.history.closedSince.getTime();
    expect(kept.length).toBeGreaterThan(900);
    expect(kept.every((leftAt) => leftAt !== undefined && leftAt >= since)).toBe(true);
    // Whoever was forgotten left before that.
    const forgotten = scene.tables.sessions.filter(
      (row) => row.leftAt !== null && !scene.history.closed.has(row.playerId),
    );
    expect(forgotten.every((row) => row.leftAt !== null && row.leftAt.getTime() < since)).toBe(
      true,
    );
  });
});
