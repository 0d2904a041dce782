import { describe, expect, it } from 'vitest';
import { learnClosed } from './learn-closed.ts';
import { at, player, playerId, Scene } from './testing/scene.ts';

const HOUR = 3_600;
const YEAR = 365 * 24 * HOUR;

describe('a clock set back an hour', () => {
  it('keeps rows from starting or ending backwards, and the present right', () => {
    const scene = new Scene().sees(0, []).sees(5, [player(1, 2)]);
    scene
      .sees(-HOUR, [player(1, 7), player(2, 3)])
      .sees(5 - HOUR, [player(2, 8)])
      .fails(10 - HOUR);
    scene.sees(15 - HOUR, []).sees(20 - HOUR, [player(1, 2)]);
    expect(scene.states.map(([players, , , ended]) => [players, ended !== null])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [1, true],
      [0, true],
      [1, false],
    ]);
    expect(scene.reachability.map(([status]) => status)).toEqual(['ok', 'timeout', 'ok']);
    expect(scene.history.open.size).toBe(1);
  });

  it('continues who is on, and is forgotten once the clock is there again', () => {
    const scene = new Scene().sees(0, [player(1, 600)]);
    for (let seconds = 5; seconds <= HOUR + 60; seconds += 5) {
      scene.sees(seconds - HOUR, [player(1, 600 + seconds)]);
    }
    expect(scene.sessions).toEqual([[1, -600, null, null]]);
    expect(scene.states).toEqual([[1, 'c1m1_hotel', 0, null]]);
    scene.sees(65, []);
    expect(scene.sessions).toEqual([[1, -600, 65, 'left']]);
  });

  it('still tells a rejoin', () => {
    const scene = new Scene().sees(0, [player(1, 600)]).sees(5 - HOUR, [player(1, 605)]);
    scene.sees(10 - HOUR, [player(1, 2)]);
    expect(scene.sessions.map((session) => session[3])).toEqual(['rejoined', null]);
  });

  it('does not keep a session open for the hour', () => {
    const scene = new Scene().sees(0, [player(1, 600)]).sees(5 - HOUR, []);
    expect(scene.sessions).toEqual([[1, -600, 0, 'left']]);
  });

  it('counts over a restart of the collector', () => {
    const scene = new Scene().sees(0, [player(1, 600)]).restarts(3, 10 - HOUR);
    scene.sees(11 - HOUR, [], { map: 'c1m2_streets' });
    expect(scene.sessions).toEqual([[1, -600, 3, 'collector_gap']]);
    expect(scene.states).toEqual([
      [1, 'c1m1_hotel', 0, 3],
      [0, 'c1m2_streets', 3, null],
    ]);
  });
});

describe('a clock that was years ahead for a moment', () => {
  it('does not stop the history for years', () => {
    const one = (connected: number) => player(1, connected, { userId: 2 });
    const scene = new Scene()
      .sees(0, [one(600)])
      .sees(YEAR, [one(605)])
      .sees(10, [one(610)]);
    scene.sees(15, [player(2, 3)]);
    // What was closed before the glitch has been forgotten, so it is asked for.
    expect(scene.needed).toEqual([playerId(2)]);
    scene.history = learnClosed(scene.history, new Map([[playerId(2), null]]));
    scene.sees(20, [player(2, 8)]);
    expect(scene.sessions).toEqual([
      [1, -600, 15, 'left'],
      [2, 12, null, null],
    ]);
    expect(scene.states.at(-1)).toEqual([1, 'c1m1_hotel', 10, null]);
    expect(scene.history.lastOkAt).toEqual(at(20));
    scene.fails(25).fails(85);
    expect(scene.history.open.size).toBe(0);
    expect(scene.states.at(-1)).toEqual([1, 'c1m1_hotel', 10, 20]);
    expect(scene.reachability.at(-1)).toEqual(['timeout', 25, null]);
  });
});

describe('a clock that jumps ahead', () => {
  it('cuts the state, and continues everybody when all starts move by the same', () => {
    const scene = new Scene().sees(0, [player(1, 600), player(2, 300), player(3, 5_000)]);
    scene.sees(HOUR, [player(1, 605), player(2, 305), player(3, 5_005)]);
    expect(scene.sessions).toEqual([
      [3, -5_000, null, null],
      [1, -600, null, null],
      [2, -300, null, null],
    ]);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([
      [0, 0],
      [HOUR, null],
    ]);
  });

  it('continues a single player whose user id stays and whose time goes on', () => {
    const scene = new Scene().sees(0, [player(1, 600, { userId: 2 })]);
    scene.sees(HOUR, [player(1, 605, { userId: 2 })]);
    expect(scene.sessions).toEqual([[1, -600, null, null]]);
  });

  it('reopens whom the silence check ended before the first poll by the new clock', () => {
    const scene = new Scene().sees(0, [player(1, 600, { userId: 2 })]).silence(HOUR);
    scene.sees(HOUR + 1, [player(1, 605, { userId: 2 })]);
    expect(scene.sessions).toEqual([[1, -600, null, null]]);
  });

  it('is not seen in a lobby that joined together and comes back together', () => {
    const scene = new Scene().sees(0, [player(1, 600), player(2, 601), player(3, 604)]);
    scene.fails(5).sees(30, [player(1, 6), player(2, 7), player(3, 10)]);
    expect(scene.sessions.map((session) => session[3])).toEqual([
      'rejoined',
      'rejoined',
      'rejoined',
      null,
      null,
      null,
    ]);
  });
});
