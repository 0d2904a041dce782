import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rollcall } from './testing/cli.ts';

interface FleetFolder extends AsyncDisposable {
  readonly path: string;
  write(name: string, text: string): Promise<string>;
}

async function fleetFolder(): Promise<FleetFolder> {
  const path = await mkdtemp(join(tmpdir(), 'rollcall fleet '));
  return {
    path,
    async write(name, text) {
      const file = join(path, name);
      await writeFile(file, text);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

const FLEET = `servers:
  - {name: A, address: "a:1", group: G, password_file: a.txt}
  - {name: B, address: "[::1]:2", enabled: false}
`;

const apply = (url: string, file: string, ...more: readonly string[]) =>
  rollcall(url, ['servers', 'apply', file, ...more]);

const list = async (url: string) =>
  JSON.parse((await rollcall(url, ['servers', 'list', '--json'])).stdout) as unknown;

it('makes the registry equal to the file, and has nothing to do the second time', async () => {
  await using test = await createTestDatabase();
  await using folder = await fleetFolder();
  await folder.write('a.txt', 'from the file\n');
  const file = await folder.write('fleet.yaml', FLEET);
  const first = await apply(test.url, file);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toBe(`+ A (a:1)
+ B ([::1]:2), with a generated password
a generated password belongs into server.cfg: "rollcall servers cfg NAME" prints it
2 added, 0 changed, 0 removed, 0 as they were
`);
  const registered = await list(test.url);
  expect(registered).toMatchObject([
    { id: 1, name: 'A', host: 'a', port: 1, group: 'G', enabled: true },
    { id: 2, name: 'B', host: '::1', port: 2, group: null, enabled: false },
  ]);
  const password = await rollcall(test.url, ['servers', 'cfg', 'A']);
  expect(password.stdout).toContain('"from the file"');
  const before = await test.db.$client`select * from servers, server_credentials order by 1`;
  expect((await apply(test.url, file)).stdout).toBe(
    '0 added, 0 changed, 0 removed, 2 as they were\n',
  );
  expect(await test.db.$client`select * from servers, server_credentials order by 1`).toEqual(
    before,
  );
});

it('adds, changes, renames and removes in one go, and says what', async () => {
  await using test = await createTestDatabase();
  await using folder = await fleetFolder();
  const before = await folder.write(
    'before.yaml',
    `servers:
  - {name: gone, address: "gone:1"}
  - {name: old name, address: "same:2"}
  - {name: moved, address: "here:3", password: one}
`,
  );
  await apply(test.url, before);
  const after = await folder.write(
    'after.yaml',
    `servers:
  - {name: new name, address: "same:2"}
  - {name: moved, address: "there:3", password: two}
  - {name: added, address: "added:4", password: three}
`,
  );
  const dry = await apply(test.url, after, '--dry-run');
  const changes = `- gone (gone:1)
~ old name
    name: "old name" -> "new name"
~ moved
    address: here:3 -> there:3
    password: another -> that of the file
+ added (added:4)
`;
  expect(dry.stdout).toBe(
    `${changes}1 to be added, 2 to be changed, 1 to be removed, 0 as they were (dry run: nothing was done)\n`,
  );
  expect(await list(test.url)).toHaveLength(3);
  expect(await list(test.url)).toMatchObject([{ name: 'gone' }, {}, {}]);
  const done = await apply(test.url, after);
  expect(done.stdout).toBe(`${changes}1 added, 2 changed, 1 removed, 0 as they were\n`);
  expect(await list(test.url)).toMatchObject([
    { name: 'added', host: 'added' },
    { id: 3, name: 'moved', host: 'there' },
    { id: 2, name: 'new name', host: 'same' },
  ]);
  expect((await rollcall(test.url, ['servers', 'cfg', 'moved'])).stdout).toContain('"two"');
});

it('keeps the password of a server that the file tells none for', async () => {
  await using test = await createTestDatabase();
  await using folder = await fleetFolder();
  await apply(
    test.url,
    await folder.write('1', 'servers: [{name: a, address: "a:1", password: kept}]'),
  );
  await apply(test.url, await folder.write('2', 'servers: [{name: a, address: "b:1"}]'));
  expect((await rollcall(test.url, ['servers', 'cfg', 'a'])).stdout).toContain('"kept"');
});

it('does all of it or nothing', async () => {
  await using test = await createTestDatabase();
  await using folder = await fleetFolder();
  const one = await folder.write('1', 'servers: [{name: a, address: "a:1", password: kept}]');
  await apply(test.url, one);
  // Stands for whatever may fail in the middle.
  await test.db.$client.unsafe(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no room for %', new.name; end $$;
    create trigger refuse before insert on servers for each row when (new.name = 'c')
      execute function refuse()`);
  const two = await folder.write(
    '2',
    'servers: [{name: b, address: "b:1"}, {name: c, address: "c:1"}]',
  );
  const { code, stderr } = await apply(test.url, two);
  expect(code).toBe(1);
  expect(stderr).toMatch(/no room for c/);
  expect(await list(test.url)).toMatchObject([{ name: 'a', enabled: true }]);
  expect((await rollcall(test.url, ['servers', 'cfg', 'a'])).stdout).toContain('"kept"');
});

it('lets two at once come to the same registry', async () => {
  await using test = await createTestDatabase();
  await using folder = await fleetFolder();
  const servers = Array.from({ length: 50 }, (_, n) => `  - {name: s${n}, address: "h:${n + 1}"}`);
  const file = await folder.write('fleet.yaml', `servers:\n${servers.join('\n')}\n`);
  const both = await Promise.all([apply(test.url, file), apply(test.url, file)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const added = both.map(({ stdout }) => /(\d+) added/.exec(stdout)?.[1]).sort();
  expect(added).toEqual(['0', '50']);
  expect(await list(test.url)).toHaveLength(50);
});

it('names every password file that cannot be read, and does nothing then', async () => {
  await using test = await createTestDatabase();
  await using folder = await fleetFolder();
  const file = await folder.write(
    'fleet.yaml',
    'servers: [{name: a, address: "a:1", password_file: x}, {name: b, address: "b:1", password_file: y}]',
  );
  const { code, stderr } = await apply(test.url, file);
  expect(code).toBe(1);
  expect(stderr).toMatch(/ {2}a: cannot read .*x: there is no such file.*\n {2}b: cannot read .*y/);
  expect(await list(test.url)).toEqual([]);
});

it.each([
  ['is not there', null, /cannot read .*no such file/],
  ['is not a fleet', 'hello', /the file must hold fields/],
  ['is broken', 'servers: [', /line 1, column \d+: not valid YAML/],
])('says what is wrong with a file that %s', async (_what, text, words) => {
  await using folder = await fleetFolder();
  const file = text === null ? join(folder.path, 'none') : await folder.write('f', text);
  const { code, stderr } = await apply('postgres://127.0.0.1:1/none', file);
  expect(code).toBe(1);
  expect(stderr).toMatch(words);
});
