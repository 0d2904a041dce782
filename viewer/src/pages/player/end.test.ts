import { describe, expect, it } from 'vitest';
import { endOf } from './end.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21) + seconds * 1_000);
const left = { endReason: 'left', leftAt: at(60), lastSeenAt: at(55) } as const;

describe('how a session ended', () => {
  it.each([
    ['left', 'left'],
    ['rejoined', 'connected anew; last seen'],
    ['unreachable', 'the server fell silent; last seen'],
    ['collector_gap', 'left while nobody watched; last seen'],
    ['server_removed', 'the server was taken out of Rollcall'],
  ] as const)('is said in words where it is %s', (endReason, words) => {
    expect(endOf({ ...left, endReason }, false)).toEqual({ words, uncertain: null });
  });

  it('is told with how far from the truth it may be, where that is more than a poll', () => {
    expect(endOf({ ...left, lastSeenAt: at(-60) }, false).uncertain).toBe('or up to 2 min before');
    expect(endOf({ ...left, lastSeenAt: null }, false).uncertain).toBe(null);
  });

  it('is not told of one that goes on', () => {
    const open = { endReason: null, leftAt: null, lastSeenAt: null };
    expect(endOf(open, false).words).toBe('in game');
    expect(endOf(open, true).words).toBe('in game when last seen');
  });
});
