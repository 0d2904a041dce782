import { describe, expect, it } from 'vitest';
import { at, player, playerId, Scene } from './testing/scene.ts';

describe('P1 the first sighting', () => {
  it('opens a session that began when the connection did', () => {
    const scene = new Scene().sees(100, [player(1, 40, { name: 'Crone', ping: 33 })]);
    expect(scene.sessions).toEqual([[1, 60, null, null]]);
    expect(scene.changes).toContainEqual({
      type: 'session-opened',
      serverId: 1,
      playerId: playerId(1),
      joinedAt: at(60),
      name: 'Crone',
      ping: { min: 33, max: 33 },
      seenAt: at(100),
    });
  });

  it('opens it now where the game tells no time', () => {
    expect(new Scene().sees(100, [player(1, null)]).sessions).toEqual([[1, 100, null, null]]);
  });

  it.each([
    ['a negative time', -5],
    ['no number', NaN],
    ['more than a hundred days', 100 * 86_400 + 1],
    ['as long as can be', Number.MAX_VALUE],
    ['for ever', Infinity],
  ])('does not believe %s', (_, connectedSeconds) => {
    const scene = new Scene().sees(100, [player(1, connectedSeconds)]);
    expect(scene.sessions).toEqual([[1, 100, null, null]]);
  });

  it('believes 89 hours', () => {
    const scene = new Scene().sees(0, [player(1, 89 * 3_600)]);
    expect(scene.sessions).toEqual([[1, -89 * 3_600, null, null]]);
  });

  it('keeps milliseconds', () => {
    const scene = new Scene().sees(100.123, [player(1, 40.5)]);
    expect(scene.tables.sessions[0]?.joinedAt).toEqual(at(59.623));
  });

  it('ends the session before at its beginning, if that was ended later: both are true then', () => {
    // Seen until 10, missing at 15; the new connection had begun at 12, but its player was not in the list yet.
    const scene = new Scene().sees(10, [player(1, 500, { userId: 2 })]).sees(15, []);
    scene.sees(20, [player(1, 8, { userId: 3 })]);
    expect(scene.sessions).toEqual([
      [1, -490, 12, 'left'],
      [1, 12, null, null],
    ]);
    expect(scene.tables.sessions[0]?.lastSeenAt).toEqual(at(10));
  });

  it('does so for a rejoin whose id was pending', () => {
    const scene = new Scene().sees(10, [player(1, 500, { userId: 2 })]);
    scene.sees(15, [player(null, 3, { userId: 3 })]).sees(20, [player(1, 8, { userId: 3 })]);
    expect(scene.sessions).toEqual([
      [1, -490, 12, 'left'],
      [1, 12, null, null],
    ]);
  });

  it('never overlaps the session before', () => {
    const scene = new Scene()
      .sees(10, [player(1, 500, { userId: 2 })])
      .fails(15)
      .fails(70);
    scene.sees(75, [player(1, 69, { userId: 3 })]);
    expect(scene.sessions).toEqual([
      [1, -490, 10, 'unreachable'],
      [1, 10, null, null],
    ]);
  });

  it('never begins with the session before, even if that lasted no time', () => {
    const scene = new Scene().sees(0, [player(1, null, { userId: 1 })]);
    scene.sees(0, [player(1, null, { userId: 2 })]).sees(0, [player(1, null, { userId: 3 })]);
    expect(scene.sessions).toEqual([
      [1, 0, 0, 'rejoined'],
      [1, 0.001, 0.001, 'rejoined'],
      [1, 0.002, null, null],
    ]);
  });
});

describe('P2 the same connection', () => {
  it('continues its session through whole seconds and late answers', () => {
    const scene = new Scene().sees(0, [player(1, 60)]);
    for (const [seconds, connected] of [
      [5.9, 65],
      [10.1, 69],
      [16.9, 75],
      [20, 81],
    ] as const) {
      expect(scene.sees(seconds, [player(1, connected)]).changes).toEqual([]);
    }
  });

  it('continues while the clock of the server drifts, however far', () => {
    const scene = new Scene().sees(0, [player(1, 60)]);
    for (let poll = 1; poll <= 200; poll += 1) {
      scene.sees(poll * 5, [player(1, 60 + Math.floor(poll * 4.5))]);
    }
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
  });

  it('continues where the game tells no time', () => {
    const scene = new Scene().sees(0, [player(1, null)]).sees(5, [player(1, null)]);
    expect(scene.sessions).toEqual([[1, 0, null, null]]);
  });

  it('continues when its start is told earlier than before, and keeps when it began', () => {
    const scene = new Scene().sees(0, [player(1, 60)]).sees(5, [player(1, 4_000)]);
    expect(scene.changes).toEqual([]);
    expect(scene.sees(10, [player(1, 70)]).changes).toEqual([]);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
  });

  it('continues when a time is told now and then', () => {
    const scene = new Scene().sees(0, [player(1, 60)]).sees(5, [player(1, null)]);
    scene.sees(10, [player(1, 70)]);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
  });

  it('writes a wider range of pings at most once a minute', () => {
    const scene = new Scene();
    scene.rules = { staleMs: 600_000, stuckMs: 600_000 };
    scene.sees(0, [player(1, 60, { ping: 50 })]).sees(5, [player(1, 65, { ping: 40 })]);
    scene.sees(10, [player(1, 70, { ping: 90 })]);
    expect(scene.changes).toEqual([]);
    scene.sees(60, [player(1, 120, { ping: 50 })]);
    expect(scene.changes).toMatchObject([{ type: 'ping-widened', ping: { min: 40, max: 90 } }]);
    expect(scene.sees(115, [player(1, 175, { ping: 10 })]).changed).toEqual([]);
    expect(scene.sees(120, [player(1, 180, { ping: 30 })]).changed).toEqual(['ping-widened']);
    expect(scene.sees(300, [player(1, 360, { ping: 30 })]).changed).not.toContain('ping-widened');
  });

  it('writes the range of pings when it closes', () => {
    const scene = new Scene().sees(0, [player(1, 60, { ping: 50 })]);
    scene.sees(5, [player(1, 65, { ping: 40 })]).sees(10, []);
    expect(scene.tables.sessions[0]?.ping).toEqual({ min: 40, max: 50 });
  });

  it.each([-1, 65_536, NaN, Infinity])('ignores a ping of %s', (ping) => {
    const scene = new Scene().sees(0, [player(1, 60, { ping })]).sees(5, [player(1, 65, { ping })]);
    expect(scene.sees(70, []).tables.sessions[0]?.ping).toBeNull();
  });

  it('tells a changed name once, and until when the one before was used', () => {
    const scene = new Scene().sees(0, [player(1, 60, { name: 'Crone' })]);
    scene.sees(5, [player(1, 65, { name: 'Crone' })]);
    scene.sees(10, [player(1, 70, { name: 'Cronus' })]);
    expect(scene.changes).toEqual([
      { type: 'name-seen', playerId: playerId(1), name: 'Crone', seenAt: at(5) },
      { type: 'name-seen', playerId: playerId(1), name: 'Cronus', seenAt: at(10) },
    ]);
    expect(scene.sees(15, [player(1, 75, { name: 'Cronus' })]).changes).toEqual([]);
    scene.sees(20, []);
    expect(scene.changes.at(-1)).toMatchObject({ type: 'session-closed', name: 'Cronus' });
  });

  it('tells a name that comes late, and none before it', () => {
    const scene = new Scene().sees(0, [player(1, 60, { name: '' })]);
    expect(scene.sees(5, [player(1, 65, { name: 'Crone' })]).changes).toEqual([
      { type: 'name-seen', playerId: playerId(1), name: 'Crone', seenAt: at(5) },
    ]);
  });

  it('does not take an empty name for a new one', () => {
    const scene = new Scene().sees(0, [player(1, 60, { name: 'Crone' })]);
    expect(scene.sees(5, [player(1, 65, { name: '' })]).changes).toEqual([]);
  });
});

describe('P4 who is missing from a complete answer', () => {
  it('left now; the row tells when they were last seen', () => {
    const scene = new Scene().sees(0, [player(1, 60), player(2, 30)]).sees(5, [player(2, 35)]);
    expect(scene.sessions).toEqual([
      [1, -60, 5, 'left'],
      [2, -30, null, null],
    ]);
    expect(scene.tables.sessionsOf(playerId(1))[0]?.lastSeenAt).toEqual(at(0));
  });

  it('left when last seen, after so long that nobody was watching', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .fails(20)
      .sees(45, []);
    expect(scene.sessions).toEqual([[1, -60, 0, 'left']]);
  });

  it('left now, after a lost poll or two', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .fails(5)
      .fails(10)
      .sees(15, []);
    expect(scene.sessions).toEqual([[1, -60, 15, 'left']]);
  });
});
