import type { Database } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { addServer } from '../store/registry-edit.ts';
import { listServers } from '../store/registry-find.ts';
import { editRegistry } from './database.ts';

const add = (db: Database, name: string) =>
  addServer(db, {
    name,
    host: 'h',
    port: 1,
    protocol: 'source',
    groupLabel: null,
    enabled: true,
    storedPassword: null,
  });

it('keeps nothing of an edit whose connection breaks in the middle', async () => {
  await using test = await createTestDatabase();
  const edit = editRegistry(test.url, async (db) => {
    await add(db, 'before');
    const [session] = await db.$client<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await test.db.$client`select pg_terminate_backend(${session?.pid ?? 0})`;
    await add(db, 'after');
  });
  await expect(edit).rejects.toThrow();
  expect(await listServers(test.db)).toEqual([]);
});

it('carries out nothing alone on a connection that is not in the transaction', async () => {
  await using test = await createTestDatabase();
  const edit = editRegistry(test.url, async (db) => {
    await add(db, 'before');
    // As after the driver has connected again by itself.
    await db.$client`rollback`;
    await add(db, 'after');
  });
  await expect(edit).rejects.toThrow(/read-only/);
  expect(await listServers(test.db)).toEqual([]);
});

it('does not report success where the transaction was gone before its end', async () => {
  await using test = await createTestDatabase();
  const edit = editRegistry(test.url, async (db) => {
    await add(db, 'a');
    await db.$client`rollback`;
  });
  await expect(edit).rejects.toThrow();
  expect(await listServers(test.db)).toEqual([]);
});

it('lets one edit at a time look at the registry', async () => {
  await using test = await createTestDatabase();
  const edits = Array.from({ length: 4 }, () =>
    editRegistry(test.url, async (db) => {
      const { length } = await listServers(db);
      await add(db, `server number ${length}`);
    }),
  );
  await Promise.all(edits);
  expect(await listServers(test.db)).toHaveLength(4);
});
