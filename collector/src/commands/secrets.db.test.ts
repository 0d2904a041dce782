import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { rollcall } from './testing/cli.ts';

const OLD = { ROLLCALL_SECRET_KEY: 'an old key' };
const NEW = { ROLLCALL_SECRET_KEY: 'a new key' };
const BOTH = { ...NEW, ROLLCALL_SECRET_KEY_PREVIOUS: 'an old key' };

async function add(test: TestDatabase, name: string, env: Record<string, string>) {
  const args = ['servers', 'add', name, `192.0.2.1:${27_000 + name.length}`, '--password-stdin'];
  const { code } = await rollcall(test.url, args, { stdin: `secret of ${name}\n`, env });
  expect(code).toBe(0);
}

const stored = async ({ db }: TestDatabase) => {
  const rows = await db.$client<{ name: string; text: string }[]>`
    select s.name, c.rcon_password as text from server_credentials c join servers s on s.id = c.server_id
    order by s.id`;
  return new Map(rows.map(({ name, text }) => [name, text]));
};

/** What a command that needs the password gets. */
const cfg = async (test: TestDatabase, name: string, env: Record<string, string>) =>
  (await rollcall(test.url, ['servers', 'cfg', name], { env })).stdout;

it('seals what other keys sealed, and what was not sealed, without a change of anything else', async () => {
  await using test = await createTestDatabase();
  await add(test, 'plain', {});
  await add(test, 'old', OLD);
  await add(test, 'newer', NEW);
  const servers = () => test.db.$client`select * from servers order by id`;
  const before = await servers();
  const { code, stdout, stderr } = await rollcall(test.url, ['secrets', 'rotate'], { env: BOTH });
  expect({ code, stdout: stdout.replace(/\b[0-9a-f]{8}\b/g, 'KEY') }).toEqual({
    code: 0,
    stdout:
      'sealed 2 passwords with key KEY (until now 1 sealed with key KEY, 1 not sealed); 1 had been before\n',
  });
  expect(stderr).toContain('ROLLCALL_SECRET_KEY_PREVIOUS any more');
  expect(await servers()).toEqual(before);
  for (const name of ['plain', 'old', 'newer']) {
    expect(await cfg(test, name, NEW)).toContain(`secret of ${name}`);
    expect(await cfg(test, name, OLD)).toBe('');
  }
});

it('changes nothing when it is done again', async () => {
  await using test = await createTestDatabase();
  await add(test, 'one', OLD);
  await rollcall(test.url, ['secrets', 'rotate'], { env: BOTH });
  const first = await stored(test);
  const again = await rollcall(test.url, ['secrets', 'rotate', '--json'], { env: BOTH });
  expect(JSON.parse(again.stdout)).toMatchObject({
    rotated: 0,
    from: [],
    already: 1,
    unopened: [],
  });
  expect(await stored(test)).toEqual(first);
});

it('rotates the others where one cannot be opened, and says which and why', async () => {
  await using test = await createTestDatabase();
  await add(test, 'strange', { ROLLCALL_SECRET_KEY: 'a key that is lost' });
  await add(test, 'torn', OLD);
  await test.db.$client`
    update server_credentials set rcon_password = left(rcon_password, -8)
    where server_id = (select id from servers where name = 'torn')`;
  await add(test, 'good', OLD);
  const { code, stdout, stderr } = await rollcall(test.url, ['secrets', 'rotate'], { env: BOTH });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^sealed 1 password with/);
  expect(stderr).toMatch(
    /^rollcall: 2 passwords cannot be opened:\n {2}"strange" \(number 1\): .*another ROLLCALL_SECRET_KEY.*\n {2}"torn" \(number 2\): .*damaged/,
  );
  expect(await cfg(test, 'good', NEW)).toContain('secret of good');
  const mended = { ...NEW, ROLLCALL_SECRET_KEY_PREVIOUS: 'a key that is lost' };
  await rollcall(test.url, ['secrets', 'rotate'], { env: mended });
  expect(await cfg(test, 'strange', NEW)).toContain('secret of strange');
});

it('shows which key sealed how many, and no password', async () => {
  await using test = await createTestDatabase();
  const check = (env: Record<string, string>, ...args: readonly string[]) =>
    rollcall(test.url, ['secrets', 'check', ...args], { env });
  expect(await check({})).toMatchObject({ code: 0, stdout: '', stderr: 'no password is stored\n' });
  await add(test, 'a', {});
  await add(test, 'bb', OLD);
  await add(test, 'ccc', NEW);
  const { code, stdout } = await check(BOTH);
  expect(code).toBe(0);
  expect(stdout).not.toContain('secret of');
  expect(stdout).toMatch(/^-\s+1 {2}not sealed: "rollcall secrets rotate" seals them$/m);
  expect(stdout).toMatch(/^[0-9a-f]{8}\s+1 {2}ROLLCALL_SECRET_KEY$/m);
  expect(stdout).toMatch(/^[0-9a-f]{8}\s+1 {2}ROLLCALL_SECRET_KEY_PREVIOUS: /m);
  const without = await check(NEW, '--json');
  expect(without.code).toBe(1);
  expect(JSON.parse(without.stdout)).toMatchObject({
    previous: null,
    unopened: [{ id: 2, name: 'bb' }],
  });
});

it('ends with 78 where there is no key to seal with, and where only the old one is given', async () => {
  await using test = await createTestDatabase();
  const rotate = (env: Record<string, string>) =>
    rollcall(test.url, ['secrets', 'rotate'], { env });
  const none = await rotate({});
  expect(none).toMatchObject({ code: 78, stdout: '' });
  expect(none.stderr).toMatch(/^rollcall: ROLLCALL_SECRET_KEY is not set/);
  const half = await rotate({ ROLLCALL_SECRET_KEY_PREVIOUS: 'hunter2' });
  expect(half.code).toBe(78);
  expect(half.stderr).not.toContain('hunter2');
});

it('leaves alone what somebody changed meanwhile', async () => {
  await using test = await createTestDatabase();
  await add(test, 'one', OLD);
  const { storedPasswords, replaceStored } = await import('../store/credentials.ts');
  const seen = await storedPasswords(test.db);
  await test.db.$client`update server_credentials set rcon_password = 'set by hand'`;
  expect(
    await replaceStored(
      test.db,
      seen.map((row) => ({ ...row, stored: 'old news' })),
    ),
  ).toBe(0);
  expect((await stored(test)).get('one')).toBe('set by hand');
});
