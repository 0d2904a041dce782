import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { parseMoment, periodOf } from './period.ts';

const NOW = new Date('2026-11-21T12:00:07Z');

const ask = async (search: string, zone = 'UTC') => {
  const app = new Hono().get('/', (c) => c.json(periodOf(c, zone, NOW)));
  const response = await app.request(`/${search}`);
  return { status: response.status, body: await response.text() };
};
const periodOfSearch = async (search: string, zone?: string) => {
  const { body } = await ask(search, zone);
  const read: unknown = JSON.parse(body);
  return read;
};

describe('a period', () => {
  it('is the last 24 hours where none is asked for, in steps of ten seconds', async () => {
    expect(await periodOfSearch('')).toEqual({
      range: '24h',
      from: '2026-11-20T12:00:00.000Z',
      to: '2026-11-21T12:00:00.000Z',
      now: '2026-11-21T12:00:00.000Z',
    });
  });

  it.each([
    ['?range=7d', 'UTC', '2026-11-14T12:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ['?range=30d', 'UTC', '2026-10-22T12:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    [
      '?from=2026-11-01&to=2026-11-03',
      'UTC',
      '2026-11-01T00:00:00.000Z',
      '2026-11-03T00:00:00.000Z',
    ],
    [
      '?from=2026-11-01&to=2026-11-03',
      'Asia/Kolkata',
      '2026-10-31T18:30:00.000Z',
      '2026-11-02T18:30:00.000Z',
    ],
    ['?from=2026-11-01T10:00&to=', 'UTC', '2026-11-01T10:00:00.000Z', '2026-11-02T10:00:00.000Z'],
    ['?from=2026-11-21T10:00', 'UTC', '2026-11-21T10:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ['?to=2026-11-03&range=7d', 'UTC', '2026-10-27T00:00:00.000Z', '2026-11-03T00:00:00.000Z'],
    // The day on which clocks are put back has 25 hours.
    [
      '?from=2026-10-25&to=2026-10-26',
      'Europe/Berlin',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ],
  ])('%s in %s is from %s to %s', async (search, zone, from, to) => {
    expect(await periodOfSearch(search, zone)).toMatchObject({ from, to });
  });

  it.each([
    ['?range=1y', 400, '“range” is none of 24h, 7d, 30d.'],
    ['?range=24h&range=<b>', 200, '24h'],
    ['?from=yesterday', 400, '“from” is no time'],
    ['?from=2026-02-30', 400, '“from” is no time'],
    ['?from=2026-11-01&to=2026-13-01', 400, '“to” is no time'],
    ['?from=2026-11-03&to=2026-11-01', 422, 'too short'],
    ['?from=2026-11-03&to=2026-11-03', 422, 'too short'],
    ['?from=2025-11-03&to=2026-11-01', 422, '186 days at most'],
    ['?from=2026-12-03&to=2026-12-05', 422, 'not begun'],
    ['?from=1999-12-03&to=1999-12-05', 422, 'too early'],
    ['?from=%00', 400, '“from” is no time'],
  ])('%s is answered with %i', async (search, status, words) => {
    const answer = await ask(search);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(words);
  });
});

it.each([
  ['2026-11-20T21:30', 'Europe/Berlin', '2026-11-20T20:30:00.000Z'],
  ['2026-11-20 21:30:15', 'America/St_Johns', '2026-11-21T01:00:15.000Z'],
  ['2026-11-20T21:30:15.25Z', 'Europe/Berlin', '2026-11-20T21:30:15.250Z'],
  ['2026-11-20T21:30+05:30', 'UTC', '2026-11-20T16:00:00.000Z'],
  // As a URL says it that nobody encoded.
  ['2026-11-20T21:30 05:30', 'UTC', '2026-11-20T16:00:00.000Z'],
  ['2026-11-20T21:30-03:30', 'UTC', '2026-11-21T01:00:00.000Z'],
  ['2026-11-20T24:00', 'UTC', null],
  ['2026-11-20T21:30+99:99', 'UTC', null],
  ['-000001-01-01', 'UTC', null],
  ['1', 'UTC', null],
])('reads the moment %s in %s as %s', (text, zone, expected) => {
  expect(parseMoment(text, zone)?.toISOString() ?? null).toBe(expected);
});
