import { describe, expect, it } from 'vitest';
import type { Visit } from '../../collector/src/practice/world.ts';
import { differences, type Row, type Span, type Told } from './differences.ts';
import { expectOneAtATime } from './history.ts';

const WATCHED: Span = { fromMs: 100_000, toMs: 200_000 };
const EVERY_SECOND = Array.from({ length: 111 }, (_, at) => 95_500 + at * 1_000);

function visit(joinedAtMs: number, leftAtMs: number, steamId = 7n): Visit {
  const name = 'Ada';
  const base = { seat: 1, steamId, name, laterName: name, userId: 2, pendingMs: 0 };
  return { ...base, joinedAtMs, leftAtMs, renamedAtMs: leftAtMs };
}

const row = (joinedMs: number, leftMs: number | null, player = '7'): Row => ({
  player,
  joinedMs,
  leftMs,
  reason: leftMs === null ? null : 'left',
});

function compare(told: Partial<Told>, gaps: readonly Span[] = []) {
  return differences({ visits: [], rows: [], pollsMs: EVERY_SECOND, ...told }, WATCHED, gaps);
}

describe('a history', () => {
  it.each([
    ['of nobody', [], []],
    ['of one who is still there', [visit(90_000, 900_000)], [row(90_400, null)]],
    ['of one who left', [visit(110_000, 150_000)], [row(110_700, 150_600)]],
    [
      'of one who left just before, and was missed after',
      [visit(90_000, 99_700)],
      [row(90_000, 100_500)],
    ],
    ['of one who left just before the end', [visit(90_000, 199_000)], [row(90_000, null)]],
    ['without somebody whom two polls saw', [visit(110_000, 112_000)], []],
    [
      'of one who came back',
      [visit(110_000, 120_000), visit(123_000, 150_000)],
      [row(110_000, 120_500), row(123_200, 150_600)],
    ],
  ])('%s is as it was', (_, visits, rows) => {
    expect(compare({ visits, rows })).toEqual([]);
  });

  it.each([
    ['somebody who was never there', [], [row(110_000, 120_000)], /^nobody was there/],
    [
      'one connection twice',
      [visit(110_000, 150_000)],
      [row(110_000, 130_000), row(110_100, 150_500)],
      /nobody|ends/,
    ],
    ['a join at another time', [visit(110_000, 150_000)], [row(114_000, 150_500)], /missing/],
    ['nobody where somebody was', [visit(110_000, 114_000)], [], /missing, though 4 polls/],
    ['an end too early', [visit(110_000, 150_000)], [row(110_000, 146_000)], /ends -4000 ms/],
    ['an end too late', [visit(110_000, 150_000)], [row(110_000, 155_000)], /ends 5000 ms/],
    ['no end', [visit(110_000, 150_000)], [row(110_000, null)], /still open after 50 polls/],
    ['an end where there is none', [visit(110_000, 900_000)], [row(110_000, 204_000)], /goes on/],
    [
      'one session for two connections',
      [visit(110_000, 120_000), visit(121_000, 150_000)],
      [row(110_000, 150_500)],
      /ends 30500 ms/,
    ],
  ])('that has %s is wrong', (_, visits, rows, problem) => {
    expect(compare({ visits, rows }).join('\n')).toMatch(problem);
  });

  it('may miss in a gap who came and went, and when somebody left', () => {
    const gaps = [{ fromMs: 120_000, toMs: 140_000 }];
    const visits = [visit(121_000, 139_000), visit(100_000, 130_000, 8n)];
    const rows = [row(100_200, 119_500, '8')];
    expect(compare({ visits, rows }, gaps)).toEqual([]);
    expect(compare({ visits, rows })).toHaveLength(2);
  });

  it('may have one session for two that nobody could tell apart, but only in a gap', () => {
    const gaps = [{ fromMs: 114_000, toMs: 125_000 }];
    const visits = [visit(110_000, 116_000), visit(119_000, 150_000)];
    const rows = [row(110_000, 150_500)];
    expect(compare({ visits, rows }, gaps)).toEqual([]);
    expect(compare({ visits, rows })).not.toEqual([]);
    expect(compare({ visits, rows: [row(110_000, 113_500), row(119_100, 150_500)] }, gaps)).toEqual(
      [],
    );
    const unseen = [visit(110_000, 116_000), visit(119_000, 121_000)];
    expect(compare({ visits: unseen, rows: [row(110_000, 116_500)] }, gaps)).toEqual([]);
  });
});

it('notices two collectors that poll a server at the same time, but none that takes over', () => {
  const asked = (...connections: readonly number[]) => ({
    polls: new Map([[1, connections.map((connection, at) => ({ connection, atMs: at * 1_000 }))]]),
  });
  expectOneAtATime(asked(1, 1, 2, 2, 5));
  expect(() => {
    expectOneAtATime(asked(1, 1, 2, 1));
  }).toThrow('server 1 at 3000');
});
