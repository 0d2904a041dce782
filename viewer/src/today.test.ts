import { expect, it } from 'vitest';
import { startOfToday } from './today.ts';

it.each([
  ['Asia/Kolkata', '2026-11-21T18:29:59.999Z', '2026-11-20T18:30:00.000Z'],
  ['Asia/Kolkata', '2026-11-21T18:30:00.000Z', '2026-11-21T18:30:00.000Z'],
  ['America/Sao_Paulo', '2026-11-21T02:59:59.999Z', '2026-11-20T03:00:00.000Z'],
  // Whose days of 23 and of 25 hours begin at half past three, or two, of UTC.
  ['America/St_Johns', '2026-03-08T03:29:59.999Z', '2026-03-07T03:30:00.000Z'],
  ['America/St_Johns', '2026-03-09T02:29:59.999Z', '2026-03-08T03:30:00.000Z'],
  ['America/St_Johns', '2026-03-09T02:30:00.000Z', '2026-03-09T02:30:00.000Z'],
  ['America/St_Johns', '2026-11-02T03:29:59.999Z', '2026-11-01T02:30:00.000Z'],
  ['America/St_Johns', '2026-11-02T03:30:00.000Z', '2026-11-02T03:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T23:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-24T22:00:00.000Z'],
  ['Europe/Berlin', '2026-03-29T12:00:00.000Z', '2026-03-28T23:00:00.000Z'],
])('knows when the day began in %s at %s', (zone, now, start) => {
  for (let n = 0; n < 2; n += 1) {
    expect(startOfToday(Date.parse(now), zone).toISOString()).toBe(start);
  }
});
