import { describe, expect, it } from 'vitest';
import { at, player, playerId, Scene } from './testing/scene.ts';

describe('P7 a silent server', () => {
  it('keeps its sessions open until it has been silent for the stuck time', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .fails(5)
      .fails(59.999);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
  });

  it('has its open sessions ended when they were last seen, once', () => {
    const scene = new Scene().sees(0, [player(1, 60), player(2, 30)]).sees(5, [player(1, 65)]);
    scene.fails(10).fails(65);
    expect(scene.sessions).toEqual([
      [1, -60, 5, 'unreachable'],
      [2, -30, 5, 'left'],
    ]);
    expect(scene.tables.sessionsOf(playerId(1))[0]?.lastSeenAt).toEqual(at(5));
    expect(scene.fails(70).changes).toEqual([]);
  });

  it('has them ended also when it is not polled any more', () => {
    const scene = new Scene().sees(0, [player(1, 60)]).fails(5, 'auth', 'wrong password');
    expect(scene.silence(59).changed).not.toContain('session-closed');
    expect(scene.silence(60).changed).toContain('session-closed');
    expect(scene.silence(65).changes).toEqual([]);
    expect(scene.sessions).toEqual([[1, -60, 0, 'unreachable']]);
  });

  it('is not blamed for what nobody saw while no collector was there', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(3, 3_600)
      .fails(3_601);
    expect(scene.sessions).toEqual([[1, -60, 3, 'collector_gap']]);
  });

  it('is blamed when it went silent during a short restart of the collector', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(3, 6)
      .fails(7)
      .fails(70);
    expect(scene.sessions).toEqual([[1, -60, 3, 'unreachable']]);
  });

  it('is given its first poll before anything is said of it', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(3, 3_600)
      .silence(3_601);
    expect(scene.changes).toEqual([]);
    scene.sees(3_602, [player(1, 3_662)]);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
    expect(scene.changed).not.toContain('session-reopened');
  });

  it('has nothing to end when it never answered', () => {
    const scene = new Scene().fails(0).fails(100);
    expect(scene.silence(200).changes).toEqual([]);
  });
});

describe('P8 a collector that was away', () => {
  it('finds who is missing left at the time last seen, however short it was away', () => {
    const scene = new Scene().sees(0, [player(1, 60), player(2, 30)]).restarts(4, 6);
    scene.sees(7, [player(2, 37)]);
    expect(scene.sessions).toEqual([
      [1, -60, 4, 'collector_gap'],
      [2, -30, null, null],
    ]);
  });

  it('continues who is still there, without a write', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(4, 6)
      .sees(7, [player(1, 67)]);
    expect(scene.changed).toEqual(['watch-started']);
  });

  it('finds a rejoin', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(4, 600)
      .sees(601, [player(1, 90)]);
    expect(scene.sessions).toEqual([
      [1, -60, 4, 'rejoined'],
      [1, 511, null, null],
    ]);
  });

  it('waits for a complete answer', () => {
    const scene = new Scene().sees(0, [player(1, 60), player(2, 30)]).restarts(4, 6);
    scene.sees(7, [player(2, 37)], { players: 2, complete: false });
    expect(scene.sessions.map((session) => session[2])).toEqual([null, null]);
    // Seen by this run, so it was this run that saw them leave.
    scene.sees(12, []);
    expect(scene.sessions).toEqual([
      [1, -60, 4, 'collector_gap'],
      [2, -30, 12, 'left'],
    ]);
  });

  it('waits through failed polls', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(4, 6)
      .fails(7)
      .sees(12, []);
    expect(scene.sessions).toEqual([[1, -60, 4, 'collector_gap']]);
  });

  it('sees who leaves afterwards as ever', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .restarts(4, 6)
      .sees(7, [player(1, 67)]);
    expect(scene.sees(12, []).sessions).toEqual([[1, -60, 12, 'left']]);
  });

  it('recognises a connection whose start drifted since it began', () => {
    const scene = new Scene();
    for (let poll = 0; poll <= 100; poll += 1) {
      scene.sees(poll * 5, [player(1, 60 + Math.floor(poll * 4.5))]);
    }
    scene.restarts(500, 510).sees(511, [player(1, 520)]);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
  });
});

describe('a server that is removed or disabled', () => {
  it('has everything ended when it was last seen', () => {
    const scene = new Scene()
      .sees(0, [player(1, 60)])
      .sees(5, [player(1, 65)])
      .removed(8);
    expect(scene.sessions).toEqual([[1, -60, 5, 'server_removed']]);
    expect(scene.states).toEqual([[1, 'c1m1_hotel', 0, 5]]);
    expect(scene.reachability).toEqual([['ok', 0, 5]]);
    expect(scene.tables.watch).toEqual({ runId: 1, lastOkAt: at(5) });
    expect(scene.removed(9).changed).toEqual(['watch-lost']);
  });

  it('was down until then if it was down', () => {
    const scene = new Scene().sees(0, []).fails(5).fails(10).removed(3_000);
    expect(scene.reachability).toEqual([
      ['ok', 0, 5],
      ['timeout', 5, 3_000],
    ]);
    expect(scene.states).toEqual([[0, 'c1m1_hotel', 0, 0]]);
  });

  it('has nothing to end when it never answered', () => {
    expect(new Scene().removed(0).changes).toEqual([]);
    expect(new Scene().fails(0).removed(5).changed).toEqual(['reachability-ended']);
  });
});
