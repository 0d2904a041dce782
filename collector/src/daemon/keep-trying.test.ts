import { createLogger, UserError } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { keepTrying } from './keep-trying.ts';

const how = { log: createLogger('test', 'silent'), waiting: 'waiting' };
const never = new AbortController().signal;

it('tries until it succeeds', async () => {
  let tries = 0;
  const work = () => {
    tries += 1;
    return tries < 2 ? Promise.reject(new Error('away')) : Promise.resolve('done');
  };
  await expect(keepTrying(work, how, never)).resolves.toBe('done');
  expect(tries).toBe(2);
});

it('does not try again what the user has to change', async () => {
  const work = () => Promise.reject(new UserError('run "rollcall migrate" first'));
  await expect(keepTrying(work, how, never)).rejects.toThrow('rollcall migrate');
});

it.each([
  ['work that hangs', () => new Promise<never>(() => undefined)],
  ['a pause', () => Promise.reject(new Error('away'))],
])('leaves %s at once when it is to stop', async (_, work) => {
  const stop = new AbortController();
  const waiting = keepTrying(work, how, stop.signal);
  const reason = new Error('stopped');
  setImmediate(() => {
    stop.abort(reason);
  });
  await expect(waiting).rejects.toBe(reason);
});
