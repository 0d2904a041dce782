import postgres from 'postgres';
import { expect, it } from 'vitest';
import { READER_ROLE } from '../reader-role.ts';
import { createEmptyDatabase } from '../testing/database.ts';
import { ensureLogin } from './roles.ts';

async function execute(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

it('makes a login, then gives it a new password, whatever characters name and password hold', async () => {
  await using database = await createEmptyDatabase();
  const name = `it's "${new URL(database.url).pathname.slice(1)}"`;
  const as = (password: string) => {
    const url = new URL(database.url);
    url.username = encodeURIComponent(name);
    url.password = encodeURIComponent(password);
    return url.href;
  };
  const whoAmI = (password: string) => execute(as(password), 'select current_user as who');
  await ensureLogin(database.url, { name, password: `o'ld\\` });
  expect(await whoAmI(`o'ld\\`)).toEqual([{ who: name }]);
  await ensureLogin(database.url, { name, password: 'new', memberOf: READER_ROLE });
  expect(await whoAmI('new')).toEqual([{ who: name }]);
  await expect(whoAmI(`o'ld\\`)).rejects.toThrow(/password authentication failed/);
  expect(
    await execute(as('new'), `select pg_has_role('${READER_ROLE}', 'usage') as member`),
  ).toEqual([{ member: true }]);
  await execute(database.url, `drop role "${name.replaceAll('"', '""')}"`);
});
