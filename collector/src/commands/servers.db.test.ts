import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rollcall } from './testing/cli.ts';

interface Listed {
  readonly id: number;
  readonly name: string;
}

const list = async (url: string) =>
  JSON.parse((await rollcall(url, ['servers', 'list', '--json'])).stdout) as readonly Listed[];

it('adds a server with a generated password and prints the lines for server.cfg', async () => {
  await using test = await createTestDatabase();
  const { code, stdout, stderr } = await rollcall(test.url, [
    ...['servers', 'add', ' Campaign 1 ', '[2001:db8::7]:27015'],
    ...['--group', 'Left 4 Dead 2'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const password = /^rcon_password "([\w-]{43})"$/m.exec(stdout)?.[1];
  expect(password).toBeDefined();
  expect(stdout).toMatch(/^added "Campaign 1" \(number 1\) at \[2001:db8::7\]:27015$/m);
  expect(await list(test.url)).toEqual([
    {
      id: 1,
      name: 'Campaign 1',
      host: '2001:db8::7',
      port: 27015,
      protocol: 'source',
      group: 'Left 4 Dead 2',
      enabled: true,
    },
  ]);
  const cfg = await rollcall(test.url, ['servers', 'cfg', 'Campaign 1']);
  expect(cfg.stdout.split('\n')).toContain(`rcon_password "${password ?? ''}"`);
  const commands = cfg.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('//'));
  expect(commands).toHaveLength(1);
});

it.each([
  ['standard input', 'sea cret\r\n'],
  ['standard input without a line break', 'sea cret'],
])('takes a password from %s and never prints it', async (_what, stdin) => {
  await using test = await createTestDatabase();
  const args = ['servers', 'add', 'a', 'h:1', '--password-stdin'];
  const added = await rollcall(test.url, args, { stdin });
  expect(added).toEqual({ code: 0, stdout: 'added "a" (number 1) at h:1\n', stderr: '' });
  const cfg = await rollcall(test.url, ['servers', 'cfg', '1']);
  expect(cfg.stdout).toContain('rcon_password "sea cret"');
  for (const args of [['list'], ['list', '--json'], ['show', 'a'], ['show', 'a', '--json']]) {
    const { stdout } = await rollcall(test.url, ['servers', ...args]);
    expect(stdout).not.toContain('sea cret');
  }
});

it('takes a password from a file, and says what is wrong with one that cannot be', async () => {
  await using test = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-'));
  try {
    const file = join(folder, 'rcon.txt');
    const add = (path: string) =>
      rollcall(test.url, ['servers', 'add', 'a', 'h:1', '--password-file', path]);
    expect((await add(join(folder, 'none'))).stderr).toMatch(/cannot read .*no such file/);
    expect((await add(folder)).stderr).toMatch(/cannot read .*it is a folder/);
    await writeFile(file, '\n\n');
    expect((await add(file)).stderr).toMatch(/the password is empty/);
    await writeFile(file, 'hunter2\nhunter3\n');
    const twoLines = await add(file);
    expect(twoLines.stderr).toMatch(/more than one line/);
    expect(twoLines.stderr).not.toContain('hunter');
    await writeFile(file, 'x'.repeat(100_000));
    expect((await add(file)).stderr).toMatch(/too long for a password/);
    expect(await list(test.url)).toEqual([]);
    await writeFile(file, 'semi;colon\n');
    const added = await add(file);
    expect(added.code).toBe(0);
    expect(added.stderr).toMatch(/note: the password holds a semicolon/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('does not read a password from a keyboard that shows it', async () => {
  const args = ['servers', 'add', 'a', 'h:1', '--password-stdin'];
  const { code, stderr } = await rollcall('postgres://x/y', args, { typed: 'x\n' });
  expect(code).toBe(2);
  expect(stderr).toMatch(/from a pipe/);
});

it('refuses a name that is taken', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'a', 'h:1']);
  const { code, stderr } = await rollcall(test.url, ['servers', 'add', 'a', 'h:2']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'rollcall: there is already a server named a\n',
  });
});

it('notes that another server has the same address', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'a', 'Host:1']);
  const { code, stderr } = await rollcall(test.url, ['servers', 'add', 'b', 'host:1']);
  expect(code).toBe(0);
  expect(stderr).toMatch(/"a" has the same address/);
  const refused = await rollcall(test.url, ['servers', 'add', 'b', 'host:1']);
  expect(refused.stderr).toBe('rollcall: there is already a server named b\n');
});

it('finds a server by its number, and suggests names for one that is not there', async () => {
  await using test = await createTestDatabase();
  const none = await rollcall(test.url, ['servers', 'show', 'x']);
  expect(none.stderr).toMatch(/none is registered yet/);
  await rollcall(test.url, ['servers', 'add', 'Campaign', 'h:1']);
  expect((await rollcall(test.url, ['servers', 'disable', '1'])).stdout).toBe(
    'disabled "Campaign"\n',
  );
  const { code, stderr } = await rollcall(test.url, ['servers', 'show', 'campain']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'rollcall: there is no server "campain": did you mean "Campaign"?\n',
  });
});

it('enables and disables, and says when there is nothing to do', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'a', 'h:1']);
  const say = async (verb: string) => (await rollcall(test.url, ['servers', verb, 'a'])).stdout;
  expect(await say('enable')).toBe('"a" was enabled already\n');
  expect(await say('disable')).toBe('disabled "a"\n');
  expect(await list(test.url)).toMatchObject([{ enabled: false }]);
  expect(await say('disable')).toBe('"a" was disabled already\n');
  expect(await say('enable')).toBe('enabled "a"\n');
  expect(await list(test.url)).toMatchObject([{ enabled: true }]);
});

it('changes what is named and nothing else', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'a', 'h:1', '--group', 'G', '--password-stdin'], {
    stdin: 'first',
  });
  const set = (...args: readonly string[]) => rollcall(test.url, ['servers', 'set', ...args]);
  expect((await set('a', '--name', 'b', '--address', 'i:2')).stdout).toBe(
    'changed "b" (number 1)\n',
  );
  expect(await list(test.url)).toMatchObject([{ name: 'b', host: 'i', port: 2, group: 'G' }]);
  expect((await set('b', '--no-group')).code).toBe(0);
  expect(await list(test.url)).toMatchObject([{ name: 'b', host: 'i', port: 2, group: null }]);
  expect((await rollcall(test.url, ['servers', 'cfg', 'b'])).stdout).toContain('"first"');
  const generated = await set('b', '--generate-password');
  const password = /rcon_password "[\w-]{43}"/.exec(generated.stdout)?.[0] ?? 'none';
  expect((await rollcall(test.url, ['servers', 'cfg', 'b'])).stdout).toContain(password);
});

it('changes nothing at all where a part of it is refused', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'a', 'h:1', '--password-stdin'], { stdin: 'old' });
  await rollcall(test.url, ['servers', 'add', 'b', 'h:2']);
  const args = ['servers', 'set', 'a', '--name', 'b', '--address', 'i:9', '--password-stdin'];
  const { code, stderr } = await rollcall(test.url, args, { stdin: 'new' });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'rollcall: there is already a server named b\n',
  });
  expect(await list(test.url)).toMatchObject([{ name: 'a', host: 'h' }, { name: 'b' }]);
  expect((await rollcall(test.url, ['servers', 'cfg', 'a'])).stdout).toContain('"old"');
});

it('removes after a question on a terminal, with --yes without one, and otherwise refuses', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'a', 'h:1']);
  const remove = (run: { readonly typed?: string }, ...more: readonly string[]) =>
    rollcall(test.url, ['servers', 'remove', 'a', ...more], run);
  const noTerminal = await remove({});
  expect(noTerminal.code).toBe(2);
  expect(noTerminal.stderr).toMatch(/add --yes/);
  for (const typed of ['n\n', '\n', '']) {
    expect((await remove({ typed })).stderr).toMatch(/nothing was removed/);
  }
  expect(await list(test.url)).toHaveLength(1);
  expect((await remove({ typed: 'y\n' })).stdout).toMatch(/^removed "a"/);
  expect(await list(test.url)).toEqual([]);
  await rollcall(test.url, ['servers', 'add', 'a', 'h:1']);
  expect((await remove({}, '--yes')).code).toBe(0);
  expect(await list(test.url)).toEqual([]);
  const passwords = await test.db.$client`select * from server_credentials`;
  expect(passwords).toEqual([]);
});

it('seals passwords with ROLLCALL_SECRET_KEY, and says what is missing to open them', async () => {
  await using test = await createTestDatabase();
  const env = { ROLLCALL_SECRET_KEY: 'correct horse battery staple' };
  const args = ['servers', 'add', 'a', 'h:1', '--password-stdin'];
  await rollcall(test.url, args, { env, stdin: 'hunter2' });
  const rows = await test.db.$client<{ rcon_password: string }[]>`select * from server_credentials`;
  expect(rows[0]?.rcon_password).toMatch(/^sealed:v1:/);
  const cfg = (env: Readonly<Record<string, string>>) =>
    rollcall(test.url, ['servers', 'cfg', 'a'], { env });
  expect((await cfg(env)).stdout).toContain('"hunter2"');
  expect((await cfg({})).stderr).toMatch(/sealed, and ROLLCALL_SECRET_KEY is not set/);
  const other = await cfg({ ROLLCALL_SECRET_KEY: 'another' });
  expect(other.code).toBe(1);
  expect(other.stderr).toMatch(/sealed with another ROLLCALL_SECRET_KEY/);
});

it('prints a table in which no name can steer the terminal', async () => {
  await using test = await createTestDatabase();
  await test.db
    .$client`insert into servers (name, host, port) values (${'evil\x1b[2J\nname'}, 'h', 1)`;
  const { stdout } = await rollcall(test.url, ['servers', 'list']);
  expect(stdout).toBe(
    [
      'ID  NAME          ADDRESS  PROTOCOL  GROUP  ENABLED',
      ' 1  evil[2J name  h:1      source           yes',
      '',
    ].join('\n'),
  );
});

it('tells the viewer’s role that it may not edit', async () => {
  await using test = await createTestDatabase();
  const { code, stderr } = await rollcall(test.readerUrl, ['servers', 'add', 'a', 'h:1']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/the collector's role, not the viewer's/);
});
