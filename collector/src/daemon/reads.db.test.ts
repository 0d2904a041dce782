import { openDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { startTcpProxy } from '../store/testing/tcp-proxy.ts';
import { Reads } from './reads.ts';

const never = new AbortController().signal;

it('answers again after its connection was cut in the middle of a question', async () => {
  await using test = await createTestDatabase();
  await using proxy = await startTcpProxy(test.url);
  let opened = 0;
  const reads = new Reads(() => {
    opened += 1;
    return openDatabase({ url: proxy.url, applicationName: 'test' });
  });
  const one = () => reads.ask((db) => db.$client`select 1 as one`, never);
  expect(await one()).toEqual([{ one: 1 }]);
  proxy.onRequest = () => {
    proxy.onRequest = () => undefined;
    proxy.cut();
  };
  await expect(one()).rejects.toThrow();
  expect(await one()).toEqual([{ one: 1 }]);
  expect(opened).toBe(2);
  await expect(reads.ask((db) => db.$client`select 1 / 0`, never)).rejects.toThrow('zero');
  expect(await one()).toEqual([{ one: 1 }]);
  expect(opened).toBe(2);
  await reads.close(0);
});

it('leaves at once when it is to stop', async () => {
  await using test = await createTestDatabase();
  const reads = new Reads(() => openDatabase({ url: test.url, applicationName: 'test' }));
  const stop = new AbortController();
  const asking = reads.ask((db) => db.$client`select pg_sleep(60)`, stop.signal);
  setImmediate(() => {
    stop.abort(new Error('stopped'));
  });
  await expect(asking).rejects.toThrow('stopped');
  await reads.close(0);
});
