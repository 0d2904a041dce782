import { describe, expect, it } from 'vitest';
import type { HourSums } from '../queries/history-hours.ts';
import type { Piece, WatchStatus } from '../queries/history-pieces.ts';
import type { Reach } from '../queries/server-reachability.ts';
import { bandsOfHours, bandsOfPieces } from './bands.ts';

const HOUR = 3_600_000;

const piece = (fromMs: number, toMs: number, status: WatchStatus): Piece => ({
  fromMs,
  toMs,
  status,
  players: status === 'up' ? 1 : null,
  bots: null,
  map: null,
});
const hour = (n: number, watchedSeconds: number, upSeconds: number): HourSums => ({
  fromMs: n * HOUR,
  toMs: (n + 1) * HOUR,
  watchedSeconds,
  upSeconds,
  countedSeconds: upSeconds,
  playerSeconds: 0,
  peakPlayers: 0,
});
const reach = (status: Reach['status'], fromMs: number, toMs: number): Reach => ({
  status,
  detail: null,
  fromMs,
  toMs,
  ongoing: false,
});

it('tells outages and unwatched time, and joins what only differs in the reason', () => {
  const pieces = [
    piece(0, 10, 'up'),
    piece(10, 20, 'down'),
    piece(20, 30, 'down'),
    piece(30, 40, 'unwatched'),
    piece(40, 50, 'up'),
  ];
  expect(bandsOfPieces(pieces)).toEqual([
    { kind: 'down', fromMs: 10, toMs: 30 },
    { kind: 'unwatched', fromMs: 30, toMs: 40 },
  ]);
});

describe('bands over sums of hours', () => {
  it('are as exact as single outages are known', () => {
    const reaches = [reach('ok', 0, HOUR), reach('timeout', HOUR, HOUR + 60_000)];
    reaches.push(reach('ok', HOUR + 90_000, 3 * HOUR));
    expect(bandsOfHours(0, 4 * HOUR, [], { reaches, completeSinceMs: 0 })).toEqual([
      { kind: 'down', fromMs: HOUR, toMs: HOUR + 60_000 },
      { kind: 'unwatched', fromMs: HOUR + 60_000, toMs: HOUR + 90_000 },
      { kind: 'unwatched', fromMs: 3 * HOUR, toMs: 4 * HOUR },
    ]);
  });

  it('are told hour by hour before that, and say where it is not known when', () => {
    const hours = [hour(1, 3_600, 3_600), hour(2, 3_600, 3_000), hour(3, 3_600, 0)];
    hours.push(hour(5, 1_800, 1_800), hour(6, 3_600, 3_600));
    const reaches = [reach('ok', 6.5 * HOUR, 8 * HOUR)];
    const told = bandsOfHours(0, 8 * HOUR, hours, { reaches, completeSinceMs: 6.5 * HOUR });
    expect(told.map(({ kind, fromMs, toMs }) => [kind, fromMs / HOUR, toMs / HOUR])).toEqual([
      ['unwatched', 0, 1],
      ['partly', 2, 3],
      ['down', 3, 4],
      ['unwatched', 4, 5],
      ['partly', 5, 6],
    ]);
  });

  it('cover everything where nothing is known', () => {
    const nothing = { reaches: [], completeSinceMs: 0 };
    expect(bandsOfHours(0, HOUR, [], nothing)).toEqual([
      { kind: 'unwatched', fromMs: 0, toMs: HOUR },
    ]);
    expect(bandsOfHours(0, HOUR, [], { ...nothing, completeSinceMs: 9 * HOUR })).toEqual([
      { kind: 'unwatched', fromMs: 0, toMs: HOUR },
    ]);
  });
});
