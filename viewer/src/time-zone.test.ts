import { expect, it } from 'vitest';
import { formatClock, formatFull, isTimeZone } from './time-zone.ts';

const at = new Date('2026-03-29T01:30:07Z');

it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
  'knows the zone %s',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

it.each([
  '',
  'Mars/Olympus',
  '+05:30',
  '../etc',
  'UTC"><script>',
  'Europe/Berlin ',
  'a'.repeat(99),
])('refuses %j as a zone', (name) => {
  expect(isTimeZone(name)).toBe(false);
});

it.each([
  ['UTC', '29 Mar, 01:30'],
  // The clocks have just gone forward there.
  ['Europe/Berlin', '29 Mar, 03:30'],
  ['Asia/Kolkata', '29 Mar, 07:00'],
  ['America/Sao_Paulo', '28 Mar, 22:30'],
])('shows the clock of %s', (zone, text) => {
  expect(formatClock(at, zone)).toBe(text);
});

it('names the zone where it shows the whole time', () => {
  expect(formatFull(at, 'Europe/Berlin')).toBe('29 Mar 2026, 03:30:07 Europe/Berlin');
});

it('keeps formatting right when more zones are asked for than it keeps', () => {
  const zones = Intl.supportedValuesOf('timeZone').slice(0, 150);
  for (const zone of zones) formatClock(at, zone);
  expect(formatClock(at, 'UTC')).toBe('29 Mar, 01:30');
});
