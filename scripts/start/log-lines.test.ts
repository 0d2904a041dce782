import { expect, it } from 'vitest';
import { forPeople } from './log-lines.mjs';

const entry = (fields: object) =>
  JSON.stringify({ time: '2026-11-21T12:30:05.123Z', name: 'rollcall', ...fields });

it('shows warnings with their facts in words', () => {
  const line = entry({
    level: 'warn',
    msg: 'poll failed',
    server: 'Campaign 1',
    tries: 3,
    err: { type: 'Error', message: 'refused', stack: 'Error: refused\n at x' },
  });
  expect(forPeople('collector', line)).toBe(
    '12:30:05 collector warn: poll failed  server=Campaign 1  tries=3  err=refused',
  );
});

it.each(['info', 'debug', 'trace'])('keeps %s for the log file', (level) => {
  expect(forPeople('viewer', entry({ level, msg: 'x' }))).toBeNull();
});

it('shows what is no log entry as it is', () => {
  expect(forPeople('viewer', 'Error: boom')).toBe('viewer: Error: boom');
  expect(forPeople('viewer', '{"no": "level"}')).toBe('viewer: {"no": "level"}');
  expect(forPeople('viewer', '{broken')).toBe('viewer: {broken');
  expect(forPeople('viewer', '   ')).toBeNull();
});

it('lets no name from a game server steer the terminal', () => {
  const name = '\u001b[2J\u0007evil\u202egnp\r\nviewer: all is well';
  for (const line of [entry({ level: 'error', msg: 'x', name2: name }), `raw ${name}`]) {
    expect(forPeople('collector', line)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});
