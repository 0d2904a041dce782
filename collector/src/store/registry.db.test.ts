import { UserError } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { foldChanges } from './batch.ts';
import {
  addServer,
  setEnabled,
  setPassword,
  updateServer,
  type NewServer,
} from './registry-edit.ts';
import { findServer, listServers } from './registry-find.ts';
import { removeServer } from './registry-remove.ts';
import { loadRegistry, registryVersion } from './registry.ts';
import {
  ADA,
  at,
  BOB,
  closed,
  opened,
  someRun,
  someServer,
  stateStarted,
} from './testing/changes.ts';
import { allRows } from './testing/rows.ts';
import { writeBatch } from './write-batch.ts';

const lobby: NewServer = {
  name: ' Lobby ',
  host: ' game.example ',
  port: 27015,
  protocol: 'source',
  groupLabel: 'EU',
  enabled: true,
  storedPassword: 'sealed:secret',
};
const open = (stored: string) => stored.replace('sealed:', '');

describe('the registry', () => {
  it('gives back what was added, names trimmed and passwords opened', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, lobby);
    const bare = { ...lobby, name: 'Bare', groupLabel: ' ', storedPassword: null, enabled: false };
    await addServer(test.db, bare);
    expect(await loadRegistry(test.db, open)).toMatchObject([
      { name: 'Bare', groupLabel: null, enabled: false, password: '', passwordProblem: null },
      {
        id,
        name: 'Lobby',
        host: 'game.example',
        port: 27015,
        protocol: 'source',
        groupLabel: 'EU',
        password: 'secret',
      },
    ]);
  });

  it('does not lose all servers over one password that cannot be opened', async () => {
    await using test = await createTestDatabase();
    await addServer(test.db, { ...lobby, name: 'Other', storedPassword: 'clear' });
    await addServer(test.db, lobby);
    const openClear = (stored: string) => {
      if (stored.startsWith('sealed:')) throw new Error('sealed with another key');
      return stored;
    };
    expect(await loadRegistry(test.db, openClear)).toMatchObject([
      { name: 'Lobby', password: '', passwordProblem: 'sealed with another key' },
      { name: 'Other', password: 'clear', passwordProblem: null },
    ]);
  });

  it.each([
    ['a name that is taken', { name: 'Lobby' }, 'there is already a server named Lobby'],
    ['an empty name', { name: '  ' }, 'the name of a server must not be empty'],
    ['a port that is none', { name: 'x', port: 70_000 }, 'a port is a number from 1 to 65535'],
  ])('refuses %s, new or changed, and stores nothing of it', async (_, wrong, message) => {
    await using test = await createTestDatabase();
    await addServer(test.db, lobby);
    const id = await addServer(test.db, { ...lobby, name: 'Other' });
    const before = await loadRegistry(test.db, open);
    await expect(addServer(test.db, { ...lobby, ...wrong })).rejects.toThrow(
      new UserError(message),
    );
    await expect(updateServer(test.db, id, wrong)).rejects.toThrow(new UserError(message));
    expect(await loadRegistry(test.db, open)).toEqual(before);
  });

  it('changes what is named and leaves the rest', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, lobby);
    await updateServer(test.db, id, { name: 'Hall ', groupLabel: null });
    await setEnabled(test.db, id, false);
    await setPassword(test.db, id, 'sealed:new');
    expect(await loadRegistry(test.db, open)).toMatchObject([
      { name: 'Hall', host: 'game.example', groupLabel: null, enabled: false, password: 'new' },
    ]);
    await setPassword(test.db, id, null);
    expect(await loadRegistry(test.db, open)).toMatchObject([{ password: '' }]);
  });

  it('takes no password that is not sealed beside others that are', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, lobby);
    const clear = { ...lobby, name: 'Other', storedPassword: 'clear' };
    const refusal = 'passwords are sealed here, and this one would not be: set ROLLCALL_SECRET_KEY';
    await expect(addServer(test.db, clear)).rejects.toThrow(refusal);
    await expect(setPassword(test.db, id, 'clear')).rejects.toThrow(refusal);
    expect(await loadRegistry(test.db, open)).toMatchObject([{ id, password: 'secret' }]);
  });

  it('finds by name before number, and only what was not removed', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, lobby);
    const seven = await addServer(test.db, { ...lobby, name: String(id) });
    expect(await findServer(test.db, 'Lobby')).toMatchObject({ id });
    expect(await findServer(test.db, String(id))).toMatchObject({ id: seven });
    expect(await findServer(test.db, String(seven))).toMatchObject({ id: seven });
    expect(await findServer(test.db, '99999999999999')).toBeNull();
    expect((await listServers(test.db)).map(({ id }) => id)).toEqual([seven, id]);
    await removeServer(test.db, seven, at(0));
    expect(await findServer(test.db, String(id))).toMatchObject({ id });
    expect(await listServers(test.db)).toHaveLength(1);
  });

  it('knows no server that is gone', async () => {
    await using test = await createTestDatabase();
    const gone = new UserError('there is no server with the number 9');
    await expect(updateServer(test.db, 9, { port: 1 })).rejects.toThrow(gone);
    await expect(setPassword(test.db, 9, 'x')).rejects.toThrow(gone);
    await expect(removeServer(test.db, 9, at(0))).rejects.toThrow(gone);
  });
});

describe('the version of the registry', () => {
  it('is another one after any change, and the same as long as there is none', async () => {
    await using test = await createTestDatabase();
    const { $client: sql } = test.db;
    const id = await addServer(test.db, lobby);
    const bare = await addServer(test.db, { ...lobby, name: 'Bare', storedPassword: null });
    const edits = [
      () => setEnabled(test.db, id, false),
      () => setPassword(test.db, id, 'sealed:other'),
      () => setPassword(test.db, bare, 'sealed:first'),
      () => setPassword(test.db, bare, null),
      // As people edit who know nothing of updated_at.
      () => sql`update servers set host = 'elsewhere' where id = ${id}`,
      () => sql`update server_credentials set rcon_password = 'x' where server_id = ${id}`,
      () => sql`update server_credentials set rcon_password = 'x' where server_id = ${id}`,
      () => removeServer(test.db, id, new Date()),
      () => removeServer(test.db, bare, new Date()),
    ];
    const versions = [await registryVersion(test.db)];
    for (const edit of edits) {
      await edit();
      versions.push(await registryVersion(test.db));
      await sql`vacuum analyze servers, server_credentials`;
      expect(await registryVersion(test.db)).toBe(versions.at(-1));
    }
    expect(new Set(versions).size).toBe(edits.length + 1);
  });
});

describe('removing a server', () => {
  it('ends what goes on there when it was last seen, forgets its password, and frees its name', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, lobby);
    const other = await someServer(test.db, 'other');
    const runId = await someRun(test.db);
    const batch = foldChanges([
      { type: 'watch-started', serverId: id },
      { type: 'reachability-started', serverId: id, status: 'ok', detail: null, startedAt: at(0) },
      ...[stateStarted(id, 0), opened(id, ADA, 0), opened(id, BOB, 70)],
      ...[stateStarted(other, 0), opened(other, ADA, 0)],
    ]);
    await writeBatch(test.db, { runId, number: 1, batch, heartbeatAt: at(60) });
    await removeServer(test.db, id, at(300));
    expect(await allRows(test.db)).toMatchObject({
      sessions: [
        { server: id, player: String(ADA), left: 60, seen: 60, reason: 'server_removed' },
        { server: id, player: String(BOB), left: 70, seen: 70, reason: 'server_removed' },
        { server: other, left: null },
      ],
      states: [
        { server: id, to: 60 },
        { server: other, to: null },
      ],
      reachability: [{ server: id, to: 60 }],
      watches: [{ server: id, ok: 60 }],
    });
    expect(await test.db.$client`select from server_credentials`).toHaveLength(0);
    await addServer(test.db, lobby);
    await expect(removeServer(test.db, id, at(301))).rejects.toThrow(UserError);
  });

  it('waits for a batch under way, so that nothing stays open', async () => {
    await using test = await createTestDatabase();
    const id = await someServer(test.db, 'one');
    const runId = await someRun(test.db);
    const batches = Array.from({ length: 20 }, (_, i) =>
      writeBatch(test.db, {
        runId,
        number: i + 1,
        batch: foldChanges([opened(id, ADA + BigInt(i), 0), closed(id, BOB, i, i + 1)]),
        heartbeatAt: null,
      }),
    );
    await Promise.all([...batches, removeServer(test.db, id, at(60))]);
    expect(
      await test.db.$client`select from server_player_session where left_at is null`,
    ).toHaveLength(0);
  });
});
