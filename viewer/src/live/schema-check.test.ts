import { NewerSchemaError, openDatabase, UserError } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { createSchemaCheck, SCHEMA_AGE_MS } from './schema-check.ts';

const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' });

/** A schema that becomes what it is set to, and a clock that is set by hand. */
function scene() {
  const is: { wrong: Error | null; nowMs: number } = { wrong: null, nowMs: 1_000 };
  const require = () => (is.wrong === null ? Promise.resolve() : Promise.reject(is.wrong));
  return { is, check: createSchemaCheck(db, () => is.nowMs, require) };
}

it('goes on for a while when an update has made the schema newer than we are, and not for ever', async () => {
  const { is, check } = scene();
  await check.look();
  is.wrong = new NewerSchemaError();
  for (let second = 0; second < 30; second += 5) {
    is.nowMs = 10_000 + second * 1_000;
    await check.look();
  }
  is.nowMs = 10_000 + SCHEMA_AGE_MS;
  await expect(check.look()).rejects.toThrow(/newer than this version/);
});

it('refuses at once what was never ours, and what is older', async () => {
  const { is, check } = scene();
  is.wrong = new NewerSchemaError();
  await expect(check.look()).rejects.toThrow(/newer than this version/);
  is.wrong = null;
  await check.look();
  is.wrong = new UserError('older');
  await expect(check.look()).rejects.toThrow('older');
});

it('tells how old the last good look is', async () => {
  const { is, check } = scene();
  expect(check.ageMs()).toBe(Infinity);
  await check.look();
  is.nowMs += 7_000;
  expect(check.ageMs()).toBe(7_000);
});
