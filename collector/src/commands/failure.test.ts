import { ConfigError, UserError } from '@rollcall/shared';
import { DrizzleQueryError } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { describeFailure } from './failure.ts';
import { withDatabaseWords } from './postgres-words.ts';

it.each([
  [new UserError('no such thing'), 1, 'rollcall: no such thing'],
  [new UserError('not like that', { exitCode: 2 }), 2, 'rollcall: not like that'],
  [new ConfigError('settings:\n  A is wrong'), 78, 'rollcall: settings:\n  A is wrong'],
  [new ProtocolError('says \x1b[2J'), 1, 'rollcall: says [2J'],
])('tells what was foreseen in its own words: %s', (error, exitCode, message) => {
  for (const debug of [false, true]) {
    expect(describeFailure(error, debug)).toEqual({ exitCode, message });
  }
});

it('tells a bug in one line, and its stack when asked', () => {
  const error = new TypeError('x is not a function');
  const short = describeFailure(error, false);
  expect(short.exitCode).toBe(1);
  expect(short.message).toMatch(/^rollcall: x is not a function\n[^\n]*LOG_LEVEL=debug[^\n]*$/);
  expect(describeFailure(error, true).message).toMatch(/\n {4}at /);
  expect(describeFailure('thrown text', false).message).toMatch(/^rollcall: thrown text\n/);
});

it('never shows the parameters of a statement that failed', async () => {
  const cause = new Error('write failed');
  const error = new DrizzleQueryError('insert into server_credentials', ['hunter2'], cause);
  for (const debug of [false, true]) {
    expect(describeFailure(error, debug).message).not.toContain('hunter2');
  }
  const lost = new DrizzleQueryError(
    'insert',
    ['hunter2'],
    Object.assign(new Error('write CONNECTION_CLOSED h:1'), { code: 'CONNECTION_CLOSED' }),
  );
  const url = 'postgres://user:hunter2@db.example,[::1]:6000/rollcall?sslmode=require';
  const work = withDatabaseWords(url, () => Promise.reject(lost));
  await expect(work).rejects.toThrow(
    'cannot reach Postgres at db.example:5432, [::1]:6000: the connection was lost. Is it running, and is DATABASE_URL right?',
  );
});
