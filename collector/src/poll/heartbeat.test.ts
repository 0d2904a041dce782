import { describe, expect, it } from 'vitest';
import { heartbeatMark } from './heartbeat.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second));
const heard = (second: number | null, watched = true) => ({
  watched,
  lastOkMs: second === null ? null : at(second).getTime(),
});

describe('heartbeatMark', () => {
  it.each([
    ['is the oldest of the last good answers', [heard(7), heard(4), heard(9)], null, at(4)],
    ['is now while no server answers', [], null, at(10)],
    ['does not wait for servers marked lost', [heard(1, false), heard(9)], null, at(9)],
    ['does not wait for a server never heard of', [heard(null, false), heard(8)], null, at(8)],
    ['is held back by a server that is late', [heard(0), heard(9)], at(0), at(0)],
    ['never moves backwards', [heard(3)], at(5), at(5)],
    [
      'is now after the clock was two days ahead by mistake',
      [heard(9), heard(172_800)],
      at(172_800),
      at(9),
    ],
    ['is not ahead of now when a time in memory is', [heard(50)], null, at(10)],
  ])('%s', (_, servers, before, expected) => {
    expect(heartbeatMark(servers, before, at(10))).toEqual(expected);
  });
});
