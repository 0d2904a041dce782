import { expect, it } from 'vitest';
import { windowOf, windowQuery } from './window.ts';

const now = new Date('2026-11-20T12:00:00.700Z');
const parse = (query: object) => windowQuery(1, 30).parse(query);

it('ends now, in whole seconds, and is as long as usual', () => {
  expect(windowOf(parse({}), 1, 30, now)).toEqual({
    since: new Date('2026-11-19T12:00:00Z'),
    until: new Date('2026-11-20T12:00:00Z'),
  });
});

it('takes any offset, its plus sign also where it came as a blank', () => {
  const query = { since: '2026-11-20T10:00:00+05:30', until: '2026-11-20T10:00:00 03:00' };
  expect(windowOf(parse(query), 1, 30, now)).toEqual({
    since: new Date('2026-11-20T04:30:00Z'),
    until: new Date('2026-11-20T07:00:00Z'),
  });
});

it.each(['yesterday', '', '2026-11-20', '2026-13-01T00:00:00Z', '0001-01-01T00:00:00Z', '1e9'])(
  'refuses the time %j',
  (since) => {
    expect(windowQuery(1, 30).safeParse({ since }).success).toBe(false);
  },
);

it.each([
  { since: '2026-11-20T12:00:00Z', until: '2026-11-20T12:00:00Z' },
  { since: '2026-11-21T12:00:00Z' },
  { since: '2026-10-20T11:59:59Z', until: '2026-11-19T12:00:00Z' },
])('answers 422 to %j', (query) => {
  expect(() => windowOf(parse(query), 1, 30, now)).toThrow(
    expect.objectContaining({ status: 422 }),
  );
});
