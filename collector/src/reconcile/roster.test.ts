import { describe, expect, it } from 'vitest';
import { player, Scene } from './testing/scene.ts';

describe('P9 an incomplete answer', () => {
  it('closes nobody, opens sessions for those it shows, and updates the counts', () => {
    const scene = new Scene().sees(0, [player(1, 60), player(2, 30)]);
    scene.sees(5, [player(2, 35), player(3, 2)], { players: 3, complete: false });
    expect(scene.sessions).toEqual([
      [1, -60, null, null],
      [2, -30, null, null],
      [3, 3, null, null],
    ]);
    expect(scene.states.at(-1)).toEqual([3, 'c1m1_hotel', 5, null]);
  });

  it('recognises a rejoin', () => {
    const scene = new Scene().sees(0, [player(1, 600)]);
    scene.sees(5, [player(1, 2)], { players: 3, complete: false });
    expect(scene.sessions).toEqual([
      [1, -600, 0, 'rejoined'],
      [1, 3, null, null],
    ]);
  });

  it('leaves it to the next complete one who left, and when they were last seen', () => {
    const scene = new Scene().sees(0, [player(1, 60)]);
    for (let seconds = 5; seconds <= 60; seconds += 5) {
      scene.sees(seconds, [], { players: 1, complete: false });
    }
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
    expect(scene.sees(65, []).sessions).toEqual([[1, -60, 0, 'left']]);
  });
});

describe('P10 an id that is pending', () => {
  it('is counted, and gets its session from the connection start once it is known', () => {
    const scene = new Scene().sees(0, [player(null, 1, { userId: 5 })]);
    expect(scene.sessions).toEqual([]);
    expect(scene.states).toEqual([[1, 'c1m1_hotel', 0, null]]);
    scene.sees(5, [player(1, 6, { userId: 5 })]);
    expect(scene.sessions).toEqual([[1, -1, null, null]]);
  });

  it('keeps the session of somebody whose id was known before', () => {
    const scene = new Scene().sees(0, [player(1, 60, { userId: 5 })]);
    scene.sees(5, [player(null, 65, { userId: 5 })]);
    expect(scene.sessions).toEqual([[1, -60, null, null]]);
    scene.sees(40, [player(null, 100, { userId: 5 })]).sees(45, []);
    expect(scene.sessions).toEqual([[1, -60, 45, 'left']]);
  });

  it('says nothing of others', () => {
    const scene = new Scene().sees(0, [player(1, 60, { userId: 5 })]);
    scene.sees(5, [player(null, 1, { userId: 6 })]);
    expect(scene.sessions).toEqual([[1, -60, 5, 'left']]);
    const later = new Scene().sees(0, [player(1, 60, { userId: 5 })]);
    later.sees(5, [player(null, 1, { userId: 5 })]);
    expect(later.sessions).toEqual([[1, -60, 5, 'left']]);
    const restarted = new Scene().sees(0, [player(1, 2, { userId: 5 })]).fails(5);
    restarted.sees(10, [player(null, 4, { userId: 5 })]);
    expect(restarted.sessions).toEqual([[1, -2, 10, 'left']]);
  });
});

describe('P11 the same id twice in one answer', () => {
  it.each([
    ['the smaller time first', [3, 600], 97],
    ['the smaller time last', [600, 3], 97],
    ['one without a time', [null, 3], 97],
    ['both without a time', [null, null], 100],
  ])('is one session: %s', (_, times, joined) => {
    const scene = new Scene().sees(
      100,
      times.map((connected) => player(1, connected)),
    );
    expect(scene.sessions).toEqual([[1, joined, null, null]]);
  });

  it('stays one session while the older connection times out', () => {
    const scene = new Scene().sees(0, [player(1, 600, { userId: 2 })]);
    scene.sees(5, [player(1, 605, { userId: 2 }), player(1, 3, { userId: 9 })]);
    scene.sees(10, [player(1, 610, { userId: 2 }), player(1, 8, { userId: 9 })]);
    scene.sees(15, [player(1, 13, { userId: 9 })]);
    expect(scene.sessions).toEqual([
      [1, -600, 0, 'rejoined'],
      [1, 2, null, null],
    ]);
  });
});
