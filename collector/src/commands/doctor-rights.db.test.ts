import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { doctor } from './testing/doctor.ts';

describe('finds rights that the viewer must not have:', () => {
  it.each([
    ['select on server_credentials', /can read RCON passwords/],
    ['select (rcon_password) on server_credentials', /can read RCON passwords/],
    ['insert on servers', /can write servers/],
    ['update (last_name) on player', /can write player/],
    ['delete on server_state', /can write server_state/],
  ])('%s', async (right, words) => {
    await using test = await createTestDatabase();
    await test.db.$client.unsafe(`grant ${right} to rollcall_reader`);
    const { code, find } = await doctor(test.url);
    expect(code).toBe(1);
    expect(find('viewer role')?.message).toMatch(words);
    expect(find('viewer role')?.advice).toMatch(/a role of its own/);
  });

  it('and rights that it lacks', async () => {
    await using test = await createTestDatabase();
    await test.db.$client`revoke select on servers from rollcall_reader`;
    expect((await doctor(test.url)).find('viewer role')).toMatchObject({
      message: 'rollcall_reader may not read servers',
      advice: 'run "rollcall migrate"',
    });
  });
});

it('finds that it has the viewer’s role itself', async () => {
  await using test = await createTestDatabase();
  const { code, find } = await doctor(test.readerUrl);
  expect(code).toBe(1);
  expect(find('collector role')?.message).toMatch(/may not write .*server_credentials/);
});
