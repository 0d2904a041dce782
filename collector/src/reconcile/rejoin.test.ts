import { describe, expect, it } from 'vitest';
import { player, playerId, Scene } from './testing/scene.ts';

describe('P3 a rejoin that no poll saw', () => {
  it('ends the old session when it was last seen, and opens one at the new start', () => {
    const scene = new Scene().sees(0, [player(1, 600)]).sees(5, [player(1, 2)]);
    expect(scene.sessions).toEqual([
      [1, -600, 0, 'rejoined'],
      [1, 3, null, null],
    ]);
    expect(scene.changed).toEqual(['session-closed', 'session-opened']);
  });

  it('is told by another user id, also when the start is about the same', () => {
    const scene = new Scene().sees(0, [player(1, 2, { userId: 7 })]);
    scene.sees(5, [player(1, 1, { userId: 8 })]);
    expect(scene.sessions).toEqual([
      [1, -2, 0, 'rejoined'],
      [1, 4, null, null],
    ]);
  });

  it('is told by another user id where no time is', () => {
    const scene = new Scene().sees(0, [player(1, null, { userId: 7 })]);
    scene.sees(5, [player(1, null, { userId: 8 })]);
    expect(scene.sessions).toEqual([
      [1, 0, 0, 'rejoined'],
      [1, 5, null, null],
    ]);
  });

  it('is told by the start when the server was restarted and gave the same user id again', () => {
    const scene = new Scene()
      .sees(0, [player(1, 600, { userId: 2 })])
      .fails(5)
      .fails(10);
    scene.sees(15, [player(1, 4, { userId: 2 })]);
    expect(scene.sessions).toEqual([
      [1, -600, 0, 'rejoined'],
      [1, 11, null, null],
    ]);
  });

  it('ends the old session no later than the new one begins', () => {
    const scene = new Scene().sees(0, [player(1, 600, { userId: 7 })]);
    scene.sees(5, [player(1, 6, { userId: 8 })]);
    expect(scene.sessions).toEqual([
      [1, -600, -1, 'rejoined'],
      [1, -1, null, null],
    ]);
  });

  it('is told by another user id, also when the connection before was listed until the new id was known', () => {
    const scene = new Scene().sees(0, [player(1, 600, { userId: 5 })]);
    for (const second of [5, 10, 15]) {
      const lost = player(1, 600 + second, { userId: 5 });
      scene.sees(second, [lost, player(null, second - 2, { userId: 6 })]);
    }
    scene.sees(20, [player(1, 620, { userId: 5 }), player(1, 18, { userId: 6 })]);
    scene.sees(25, [player(1, 23, { userId: 6 })]);
    expect(scene.sessions).toEqual([
      [1, -600, 2, 'rejoined'],
      [1, 2, null, null],
    ]);
  });

  it('is none when the connection began before the player was last seen', () => {
    const scene = new Scene().sees(0, [player(1, 6_000, { userId: 7 })]);
    scene.sees(5, [player(1, 3_000, { userId: 7 })]).sees(10, [player(1, 3_005, { userId: 8 })]);
    expect(scene.sessions).toEqual([[1, -6_000, null, null]]);
  });

  it('may happen at every poll', () => {
    const scene = new Scene();
    for (let poll = 0; poll < 5; poll += 1) {
      scene.sees(poll * 5, [player(1, 1, { userId: poll })]);
    }
    expect(scene.sessions.map(([, ...session]) => session)).toEqual([
      [-1, 0, 'rejoined'],
      [4, 5, 'rejoined'],
      [9, 10, 'rejoined'],
      [14, 15, 'rejoined'],
      [19, null, null],
    ]);
  });
});

describe('P5 the same connection seen again', () => {
  const before = () => new Scene().sees(0, [player(1, 600, { userId: 2, ping: 40 })]);

  it.each([
    ['a blink', (scene: Scene) => scene.sees(5, []), 'left'],
    ['an outage', (scene: Scene) => scene.fails(5).fails(59).fails(60).fails(65), 'unreachable'],
    [
      'silence without polls',
      (scene: Scene) => scene.fails(5, 'auth').silence(60).silence(900),
      'unreachable',
    ],
    [
      'a restart of the collector and a blink',
      (scene: Scene) => scene.restarts(4, 20).sees(21, []),
      'collector_gap',
    ],
    [
      'a restart of the collector while the server is down',
      (scene: Scene) => scene.restarts(4, 900).fails(901),
      'collector_gap',
    ],
    ['removal and coming back', (scene: Scene) => scene.removed(5), 'server_removed'],
    [
      'a blink and a restart of the collector',
      (scene: Scene) => scene.sees(5, []).restarts(10, 20),
      'left',
    ],
  ])('reopens its session, which is not doubled: %s', (_, fault, reason) => {
    const scene = fault(before());
    expect(scene.sessions[0]?.[3]).toBe(reason);
    scene.sees(1_000, [player(1, 1_601, { userId: 2, ping: 60 })]);
    expect(scene.sessions).toEqual([[1, -600, null, null]]);
    expect(scene.changed).toContain('session-reopened');
    scene.sees(1_005, []);
    expect(scene.sessions).toEqual([[1, -600, 1_005, 'left']]);
    expect(scene.tables.sessions[0]?.ping).toEqual({ min: 40, max: 60 });
  });

  it('reopens although its start drifted far before it was closed', () => {
    const scene = new Scene();
    for (let poll = 0; poll <= 100; poll += 1) {
      scene.sees(poll * 5, [player(1, 60 + Math.floor(poll * 4.5))]);
    }
    scene.sees(505, []).sees(530, [player(1, 60 + 477)]);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
  });

  it('reopens although the session was clipped when it was opened', () => {
    const scene = new Scene()
      .sees(10, [player(1, 500, { userId: 2 })])
      .fails(15)
      .fails(70);
    scene.sees(75, [player(1, 69, { userId: 3 })]).sees(80, []);
    scene.restarts(81, 85).sees(86, [player(1, 80)]);
    expect(scene.sessions).toEqual([
      [1, -490, 10, 'unreachable'],
      [1, 10, null, null],
    ]);
  });

  it('tells the name used when seen again', () => {
    const scene = before()
      .sees(5, [])
      .sees(10, [player(1, 610, { name: 'Cronus' })]);
    expect(scene.changes).toContainEqual(
      expect.objectContaining({ type: 'session-reopened', name: 'Cronus' }),
    );
    expect(scene.tables.names.get(playerId(1))).toEqual(['player 1', 'Cronus']);
  });

  it.each([
    ['a later start', player(1, 3)],
    ['another user id', player(1, 8, { userId: 3 })],
  ])('opens another session for another connection: %s', (_, entry) => {
    const scene = before().sees(5, []).sees(10, [entry]);
    expect(scene.sessions.map((session) => session[3])).toEqual(['left', null]);
  });

  it('does so also when the connection closed had only just begun', () => {
    const scene = new Scene().sees(0, [player(1, 1, { userId: 2 })]).sees(5, []);
    scene.sees(10, [player(1, 3, { userId: 3 })]);
    expect(scene.sessions).toEqual([
      [1, -1, 5, 'left'],
      [1, 7, null, null],
    ]);
  });

  it.each([
    ['within the stale time after a blink', 5, (scene: Scene) => scene.sees(5, []), 30, 1],
    ['later after a blink', 5, (scene: Scene) => scene.sees(5, []), 31, 2],
    ['within the stuck time of a gap', 0, (scene: Scene) => scene.restarts(0, 59), 60, 1],
    ['after a longer gap', 0, (scene: Scene) => scene.restarts(0, 60), 61, 2],
  ])('goes by the time missed where none is told: %s', (_, __, fault, back, count) => {
    const scene = fault(new Scene().sees(0, [player(1, null)])).sees(back, [player(1, null)]);
    expect(scene.sessions).toHaveLength(count);
    if (count === 2) expect(scene.sessions[1]).toEqual([1, back, null, null]);
  });

  it('ends a session without times when last seen, after a gap too long to vouch for', () => {
    const scene = new Scene()
      .sees(0, [player(1, null)])
      .restarts(3, 600)
      .sees(601, [player(1, null)]);
    expect(scene.sessions).toEqual([
      [1, 0, 3, 'collector_gap'],
      [1, 601, null, null],
    ]);
  });
});
