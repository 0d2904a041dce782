import { describe, expect, it } from 'vitest';
import { answer, at, player, Scene, secondsOf } from './testing/scene.ts';

describe('S1 the same state', () => {
  it('goes on without a write', () => {
    const scene = new Scene().sees(0, []).sees(5, []).sees(10, []);
    expect(scene.changes).toEqual([]);
    expect(scene.states).toEqual([[0, 'c1m1_hotel', 0, null]]);
  });

  it.each([
    ['players', { players: 3 }],
    ['maximum', { maxPlayers: 4 }],
    ['bots', { bots: 2 }],
    ['map', { map: 'c1m2_streets' }],
    ['hibernation', { hibernating: true }],
    ['something not told any more', { bots: null }],
  ])('ends where another one begins: %s', (_, other) => {
    const scene = new Scene().sees(0, []).sees(5, [], other);
    expect(scene.states.map(([, , started, ended]) => [started, ended])).toEqual([
      [0, 5],
      [5, null],
    ]);
    expect(scene.tables.states[1]?.value).toEqual({
      players: 0,
      maxPlayers: 8,
      bots: 0,
      map: 'c1m1_hotel',
      hibernating: false,
      ...other,
    });
  });

  it('does not depend on who is in game, only on how many', () => {
    const scene = new Scene().sees(0, [player(1, 10)]).sees(5, [player(2, 1)]);
    expect(scene.states).toHaveLength(1);
  });

  it('is told by an incomplete answer, too', () => {
    const scene = new Scene().sees(0, [player(1, 10)]);
    scene.sees(5, [player(1, 15)], { players: 30, complete: false });
    expect(scene.states.at(-1)).toEqual([30, 'c1m1_hotel', 5, null]);
  });

  it('is not touched by a failed poll', () => {
    const scene = new Scene().sees(0, []).fails(5);
    expect(scene.changed).toEqual(['reachability-ended', 'reachability-started', 'watch-lost']);
    expect(scene.fails(10).changes).toEqual([]);
  });
});

describe('S2 a gap longer than the stale time', () => {
  it('ends the row when last seen, and even the same state starts another', () => {
    const scene = new Scene().sees(0, []).sees(5, []).sees(36, []);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([
      [0, 5],
      [36, null],
    ]);
  });

  it('of exactly that length is none', () => {
    const scene = new Scene().sees(0, []).sees(30, []);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([[0, null]]);
  });

  it('ends the row while the server stays silent, once', () => {
    const scene = new Scene().sees(0, []).sees(5, []).fails(30).fails(35);
    expect(scene.changed).toEqual([]);
    expect(scene.fails(40).changed).toEqual(['state-ended']);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([[0, 5]]);
    expect(scene.fails(45).changed).toEqual([]);
    expect(scene.silence(50).changed).toEqual([]);
    scene.sees(55, []);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([
      [0, 5],
      [55, null],
    ]);
  });

  it('ends the row without any poll, for a server that is left alone after a wrong password', () => {
    const scene = new Scene().sees(0, []).fails(5, 'auth', 'wrong password');
    expect(scene.silence(30).changed).toEqual([]);
    expect(scene.silence(31).changed).toEqual(['state-ended']);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([[0, 0]]);
  });

  it('counts over a restart of the collector', () => {
    const short = new Scene().sees(0, []).restarts(2, 5).sees(6, []);
    expect(short.states.map(([, , ...times]) => times)).toEqual([[0, null]]);
    const long = new Scene().sees(0, []).restarts(2, 100).sees(101, []);
    expect(long.states.map(([, , ...times]) => times)).toEqual([
      [0, 2],
      [101, null],
    ]);
  });

  it('does not claim the time since the heartbeat when the server is down after the restart', () => {
    const scene = new Scene().sees(0, []).restarts(20, 900).fails(901);
    expect(scene.states.map(([, , ...times]) => times)).toEqual([[0, 20]]);
  });
});

describe('S3 what is not told', () => {
  it.each([
    ['an empty map', { map: '' }, { map: null }],
    ['a blank map', { map: '  ' }, { map: null }],
    ['a maximum of 0', { maxPlayers: 0 }, { maxPlayers: null }],
    ['negative counts', { players: -1, bots: -2 }, { players: null, bots: null }],
    ['counts no integer column holds', { players: 2 ** 31 }, { players: null }],
    ['a count that is no number', { maxPlayers: NaN }, { maxPlayers: null }],
    ['no count of players', { players: null }, { players: null }],
  ])('is null, not invented: %s', (_, told, stored) => {
    const scene = new Scene().sees(0, [], told);
    expect(scene.tables.states[0]?.value).toMatchObject(stored);
    expect(scene.sees(5, [], told).changes).toEqual([]);
  });
});

describe('an answer that tells nothing new', () => {
  it('moves the time last seen on and keeps everything else as it is', () => {
    const seen = answer([]);
    const scene = new Scene().outcome({ ok: true, at: at(0), seen });
    const before = scene.history;
    scene.outcome({ ok: true, at: at(5), seen });
    expect(scene.history).toEqual({ ...before, lastOkAt: at(5), allSeen: true });
    expect(scene.history.open).toBe(before.open);
    expect(scene.history.closed).toBe(before.closed);
    expect(scene.history.state).toBe(before.state);
  });

  it('makes nothing anew for people who are there still, and knows all the same when they were seen last', () => {
    const people = (seconds: number) => [player(1, seconds), player(2, seconds + 60)];
    const scene = new Scene().sees(0, people(10)).sees(5, people(15));
    const { open } = scene.history;
    for (let seconds = 10; seconds <= 60; seconds += 5) scene.sees(seconds, people(seconds + 10));
    expect(scene.history.open).toBe(open);
    scene.fails(65).silence(125);
    expect(scene.tables.sessions.map((row) => secondsOf(row.leftAt))).toEqual([60, 60]);
  });
});
