import { openDatabase } from '@rollcall/shared';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { expect, it, vi } from 'vitest';
import { createGate } from '../testing/gate.ts';
import { silent } from '../testing/viewer.ts';
import type { Changed } from './changes.ts';
import { followChanges } from './follow-changes.ts';

/** Follows through a gate of its own for what listens. */
async function follow(test: TestDatabase, isWatched: () => boolean, opened: boolean) {
  const stop = new AbortController();
  const changes: Changed[] = [];
  const told: boolean[] = [];
  const db = openDatabase({ url: test.readerUrl, applicationName: 'looks', max: 1 });
  const gate = await createGate(test.readerUrl);
  if (opened) await gate.open();
  const following = followChanges(
    {
      db,
      openListener: () => openDatabase({ url: gate.url, applicationName: 'listens', max: 1 }),
      log: silent,
      onChange: (changed) => changes.push(changed),
      onTold: (isTold) => told.push(isTold),
      isWatched,
    },
    stop.signal,
  );
  return {
    changes,
    told,
    gate,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
      await gate.close();
      await db.$client.end();
    },
  };
}

const patience = { timeout: 20_000, interval: 50 };
const writeBatch = ({ db }: TestDatabase) => db.$client`
  insert into collector_run (instance, started_at, heartbeat_at, batch) values ('test', now(), now(), 1)`;

it('hears which servers changed, also after its connection was cut', async () => {
  await using test = await createTestDatabase();
  await using following = await follow(test, () => false, true);
  const { changes, told, gate } = following;
  const tell = () => test.db.$client`select pg_notify('rollcall_changes', '3,4')`;
  // Connected: from here on everything is told.
  await vi.waitFor(() => {
    expect(changes).toEqual([null]);
    expect(told.at(-1)).toBe(true);
  }, patience);
  await tell();
  await vi.waitFor(() => {
    expect(changes).toEqual([null, new Set([3, 4])]);
  }, patience);
  await gate.close();
  await gate.open();
  await vi.waitFor(() => {
    expect(changes).toEqual([null, new Set([3, 4]), null]);
  }, patience);
  await tell();
  await vi.waitFor(() => {
    expect(changes).toHaveLength(4);
  }, patience);
});

it('looks for what was written where it cannot listen', async () => {
  await using test = await createTestDatabase();
  await using following = await follow(test, () => true, false);
  // Again and again: the first look has nothing to compare with.
  await vi.waitFor(async () => {
    await writeBatch(test);
    expect(following.changes).toContain(null);
  }, patience);
  expect(following.told).not.toContain(true);
});
