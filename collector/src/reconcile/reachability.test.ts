import { describe, expect, it } from 'vitest';
import { at, Scene } from './testing/scene.ts';

describe('reachability', () => {
  it('is one row as long as the status stays', () => {
    const scene = new Scene().sees(0, []).sees(5, []).fails(10).fails(15, 'timeout', 'other words');
    scene.fails(20, 'unreachable').sees(25, []);
    expect(scene.reachability).toEqual([
      ['ok', 0, 10],
      ['timeout', 10, 20],
      ['unreachable', 20, 25],
      ['ok', 25, null],
    ]);
  });

  it('starts with the first failure of a server that never answered', () => {
    const scene = new Scene().fails(0, 'unreachable', 'connection refused');
    expect(scene.changes).toEqual([
      {
        type: 'reachability-started',
        serverId: 1,
        status: 'unreachable',
        detail: 'connection refused',
        startedAt: at(0),
      },
    ]);
  });

  it('goes on while a failing server is polled rarely', () => {
    const scene = new Scene().fails(0, 'auth').fails(3_600, 'auth').fails(7_200, 'auth');
    expect(scene.reachability).toEqual([['auth', 0, null]]);
  });

  it('claims no time that nobody watched', () => {
    const paused = new Scene().sees(0, []).sees(5, []).sees(900, []);
    expect(paused.reachability).toEqual([
      ['ok', 0, 5],
      ['ok', 900, null],
    ]);
    const pausedThenDown = new Scene().sees(0, []).sees(5, []).fails(900);
    expect(pausedThenDown.reachability).toEqual([
      ['ok', 0, 5],
      ['timeout', 900, null],
    ]);
  });

  it.each([
    ['up, short', (scene: Scene) => scene.sees(0, []), 20, [['ok', 0, null]]],
    [
      'up, long',
      (scene: Scene) => scene.sees(0, []),
      600,
      [
        ['ok', 0, 10],
        ['ok', 601, null],
      ],
    ],
    [
      'down, short',
      (scene: Scene) => scene.sees(0, []).fails(5),
      20,
      [
        ['ok', 0, 5],
        ['timeout', 5, 21],
        ['ok', 21, null],
      ],
    ],
    [
      'down, long',
      (scene: Scene) => scene.sees(0, []).fails(5),
      600,
      [
        ['ok', 0, 5],
        ['timeout', 5, 10],
        ['ok', 601, null],
      ],
    ],
  ])('ends where the earlier run stopped watching: %s', (_, before, restart, rows) => {
    const scene = before(new Scene())
      .restarts(10, restart)
      .sees(restart + 1, []);
    expect(scene.reachability).toEqual(rows);
  });

  it('of a server that stays down is cut where nobody watched', () => {
    const scene = new Scene().sees(0, []).fails(5).restarts(10, 600).fails(601).fails(606);
    expect(scene.reachability).toEqual([
      ['ok', 0, 5],
      ['timeout', 5, 10],
      ['timeout', 601, null],
    ]);
    scene.restarts(700, 710).fails(711);
    expect(scene.reachability.at(-1)).toEqual(['timeout', 601, null]);
  });

  it('has a detail of one line and bounded length', () => {
    const scene = new Scene().fails(0, 'protocol', ` bad\r\n\u001b[31m${'🦀'.repeat(400)} `);
    const [change] = scene.changes;
    if (change?.type !== 'reachability-started') throw new Error('no row');
    expect(change.detail).toMatch(/^bad \[31m🦀+…$/u);
    expect(Array.from(change.detail ?? '')).toHaveLength(300);
  });
});

describe('the watch', () => {
  it('starts with the first good answer, and after every failure', () => {
    const scene = new Scene().sees(0, []);
    expect(scene.changed).toContain('watch-started');
    expect(scene.sees(5, []).changed).toEqual([]);
    scene.fails(10);
    expect(scene.changes).toContainEqual({ type: 'watch-lost', serverId: 1, lastOkAt: at(5) });
    expect(scene.fails(15).changed).toEqual([]);
    expect(scene.sees(20, []).changed).toContain('watch-started');
  });

  it('is not lost by a server that never answered', () => {
    expect(new Scene().fails(0).changed).toEqual(['reachability-started']);
  });

  it('is lost with the first failure of a run, for the time an earlier run saw the server', () => {
    const scene = new Scene().sees(0, []).restarts(5, 10).fails(11);
    expect(scene.changes).toContainEqual({ type: 'watch-lost', serverId: 1, lastOkAt: at(5) });
    expect(scene.tables.watch).toEqual({ runId: 2, lastOkAt: at(5) });
    expect(scene.fails(16).changed).toEqual([]);
  });
});
