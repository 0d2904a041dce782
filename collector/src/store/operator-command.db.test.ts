import { createTestDatabase } from '@rollcall/shared/testing';
import { closeDatabase, openDatabase } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { findBanned, recordCommand, recordOutcome } from './operator-command.ts';
import { addServer } from './registry-edit.ts';

const SERVER = {
  name: 'a',
  host: 'h',
  port: 1,
  protocol: 'source',
  groupLabel: null,
  enabled: true,
  storedPassword: 'hunter2',
};
const COMMAND = { operator: 'ada@desk', target: 'a', via: 'rcon', command: 'status' };

it('keeps a command from before it is sent, and adds what became of it', async () => {
  await using test = await createTestDatabase();
  const serverId = await addServer(test.db, SERVER);
  const command = { ...COMMAND, serverId, command: 'sv_password open; echo hunter2' };
  const id = await recordCommand(test.db, command, ['hunter2']);
  const read = () => test.db.$client`
    select operator, server_id, target, via, command, outcome, detail, duration_ms
    from operator_command where id = ${id}`;
  expect([...(await read())]).toEqual([
    {
      ...COMMAND,
      server_id: serverId,
      command: 'sv_password ***; echo ***',
      outcome: null,
      detail: null,
      duration_ms: null,
    },
  ]);
  await recordOutcome(test.db, id, { outcome: 'failed', detail: 'no\0 answer', durationMs: 12.4 });
  expect((await read())[0]).toMatchObject({
    outcome: 'failed',
    detail: 'no answer',
    duration_ms: 12,
  });
});

it('tells who is banned for ever from who is banned for a while, and finds them by name', async () => {
  await using test = await createTestDatabase();
  const serverId = await addServer(test.db, SERVER);
  const ban = { ...COMMAND, serverId, via: 'ban', playerName: 'Zoë', reason: 'rude' };
  const until = new Date('2030-01-01T00:00:00Z');
  await recordCommand(test.db, { ...ban, playerId: 76561197960268196n, bannedUntil: 'ever' });
  await recordCommand(test.db, { ...ban, playerId: 76561197960268197n, bannedUntil: until });
  const rows = await test.db.$client`
    select player_id, banned_until = 'infinity' as ever, banned_until = ${until.toISOString()} as till
    from operator_command order by id`;
  expect([...rows]).toEqual([
    { player_id: '76561197960268196', ever: true, till: false },
    { player_id: '76561197960268197', ever: false, till: true },
  ]);
  expect((await findBanned(test.db, serverId, 'ZOË')).map((found) => found.playerId)).toEqual([
    76561197960268196n,
    76561197960268197n,
  ]);
  expect(await findBanned(test.db, serverId, 'Zo')).toEqual([]);
});

it('cannot be read by the viewer’s role', async () => {
  await using test = await createTestDatabase();
  const reader = openDatabase({ url: test.readerUrl, applicationName: 'test' });
  try {
    await expect(reader.$client`select 1 from operator_command`).rejects.toThrow(
      /permission denied/,
    );
  } finally {
    await closeDatabase(reader);
  }
});
