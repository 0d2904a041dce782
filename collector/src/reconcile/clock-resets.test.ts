import { describe, expect, it } from 'vitest';
import { player, Scene } from './testing/scene.ts';

describe('P6 a map change that moves every start at once', () => {
  const next = { map: 'c1m2_streets' };
  const four = (connected: readonly number[], userIds: readonly (number | null)[]) =>
    connected.map((seconds, index) =>
      player(index + 1, seconds, { userId: userIds[index] ?? null }),
    );
  const nobodyRejoined = [
    [1, -4_000, null, null],
    [2, -3_000, null, null],
    [3, -2_000, null, null],
    [4, -1_000, null, null],
  ];
  const connected = [4_000, 3_000, 2_000, 1_000];
  const none = [null, null, null, null];

  it.each([
    ['user ids stay', [2, 3, 4, 5], [2, 3, 4, 5], [3, 3, 3, 3]],
    ['the game tells none and resets its clocks', none, none, [3, 3, 4, 3]],
    ['the game tells none and one of five is late', none, none, [3, 3, 4, 3]],
    ['user ids stay and players load at different times', [2, 3, 4, 5], [2, 3, 4, 5], [1, 3, 5, 0]],
  ])('reset the clocks of the game, and nobody rejoined: %s', (_, before, after, times) => {
    const scene = new Scene().sees(0, four(connected, before)).sees(5, four(times, after), next);
    expect(scene.sessions).toEqual(nobodyRejoined);
    scene.sees(
      10,
      four(
        times.map((seconds) => seconds + 5),
        after,
      ),
      next,
    );
    expect(scene.sessions).toEqual(nobodyRejoined);
  });

  it('is recognised through a blink', () => {
    const scene = new Scene().sees(0, four(connected, [2, 3, 4, 5])).sees(5, [], next);
    expect(scene.sessions.map((session) => session[3])).toEqual(Array(4).fill('left'));
    scene.sees(10, four([5, 5, 5, 5], [2, 3, 4, 5]), next);
    expect(scene.sessions).toEqual(nobodyRejoined);
    expect(scene.changed).toEqual([
      'state-ended',
      'state-started',
      ...Array<string>(4).fill('session-reopened'),
    ]);
  });

  it.each([
    ['', (scene: Scene) => scene.fails(5).fails(10)],
    [' and empty at first', (scene: Scene) => scene.fails(5).sees(10, [], next)],
    [' while no collector was there', (scene: Scene) => scene.restarts(0, 9)],
  ])('is a restart of the server when that was away%s: they did rejoin', (_, fault) => {
    const scene = fault(new Scene().sees(0, four(connected, [2, 3, 4, 5])));
    scene.sees(20, four([3, 3, 4, 3], [2, 3, 4, 5]), next);
    expect(scene.sessions.filter((session) => session[3] === null)).toHaveLength(4);
    expect(scene.sessions).toHaveLength(8);
  });

  it('is a restart of the server when ids are given again to others: they did rejoin', () => {
    const scene = new Scene().sees(0, four(connected, [2, 3, 4, 5]));
    scene.sees(20, four([3, 3, 3, 3], [3, 2, 4, 5]), next);
    expect(scene.sessions.filter((session) => session[3] === 'rejoined')).toHaveLength(4);
  });

  it('is a restart of the server when all user ids are new: they did rejoin', () => {
    const scene = new Scene().sees(0, four(connected, [12, 13, 14, 15]));
    scene.sees(20, four([3, 3, 3, 3], [2, 3, 4, 5]), next);
    expect(scene.sessions.filter((session) => session[3] === 'rejoined')).toHaveLength(4);
    expect(scene.sessions.filter((session) => session[1] === 17)).toHaveLength(4);
  });

  it('does not hide the one who did rejoin', () => {
    const scene = new Scene().sees(0, four(connected, [2, 3, 4, 5]));
    scene.sees(5, four([3, 3, 3, 3], [2, 3, 4, 9]), next);
    expect(scene.sessions).toEqual([
      ...nobodyRejoined.slice(0, 3),
      [4, -1_000, 0, 'rejoined'],
      [4, 2, null, null],
    ]);
  });

  it('does not hide one rejoin during a map change that moves nobody else', () => {
    const scene = new Scene().sees(0, four(connected, none));
    scene.sees(5, four([4_005, 3_005, 2_005, 2], none), next);
    expect(scene.sessions.slice(3)).toEqual([
      [4, -1_000, 0, 'rejoined'],
      [4, 3, null, null],
    ]);
  });

  it('is no excuse without a map change', () => {
    const scene = new Scene().sees(0, four(connected, none)).sees(20, four([3, 3, 4, 3], none));
    expect(scene.sessions.filter((session) => session[3] === 'rejoined')).toHaveLength(4);
  });

  it('is not seen in the first map that is told', () => {
    const scene = new Scene().sees(0, four(connected, none), { map: null });
    scene.sees(20, four([3, 3, 4, 3], none), next);
    expect(scene.sessions.filter((session) => session[3] === 'rejoined')).toHaveLength(4);
  });

  it('is not seen in two who had joined soon after another and both rejoined', () => {
    const scene = new Scene().sees(0, [player(1, 20), player(2, 9)]).sees(5, [player(2, 14)]);
    scene.sees(10, [player(1, 9), player(2, 4)]);
    expect(scene.sessions).toEqual([
      [1, -20, 1, 'left'],
      [2, -9, 5, 'rejoined'],
      [1, 1, null, null],
      [2, 6, null, null],
    ]);
  });
});
