import { createTestDatabase } from '@rollcall/shared/testing';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { answerPackets } from '../collector/src/testing/rcon-wire.ts';
import { answerStatus, serveSrcds } from '../collector/src/testing/srcds.ts';
import { rollcall, run, start } from './processes.ts';
import { postgresPrograms, startPrimary } from './standby.ts';
import { together } from './together.ts';

const PASSWORD = 'Wörter & Zeichen: 0x5EED';
const bin = postgresPrograms();
if (bin === null) process.stderr.write('the test of dumps is skipped: no pg_dump here\n');

/** Files with the password and two keys, as `_FILE` settings name them. */
async function secretFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
  const file = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    return path;
  };
  const old = await file('old', 'the key of last year');
  const current = await file('new', 'the key of this year');
  return {
    password: await file('password', PASSWORD),
    old: { ROLLCALL_SECRET_KEY_FILE: old },
    both: { ROLLCALL_SECRET_KEY_FILE: current, ROLLCALL_SECRET_KEY_PREVIOUS_FILE: old },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** All the ways in which the bytes of a text could stand in a dump, the ends of base64 left out, which depend on what is beside them. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((shift) =>
    (['base64', 'base64url'] as const).map((encoding) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString(encoding)
        .slice(4, -4),
    ),
  );
  const parts = [secret.slice(0, 12), secret.slice(-12), encodeURIComponent(secret)];
  return [secret, bytes.toString('hex'), ...base64, ...parts].map((form) => form.toLowerCase());
}

it('finds a password in each of the forms it looks for', () => {
  const bytes = Buffer.from(`before ${PASSWORD} after`);
  const [plain = '', hex = ''] = formsOf(PASSWORD);
  expect(bytes.toString().toLowerCase()).toContain(plain);
  expect(bytes.toString('hex')).toContain(hex);
  const text = bytes.toString('base64').toLowerCase();
  expect(formsOf(PASSWORD).some((form) => text.includes(form))).toBe(true);
});

it.skipIf(bin === null)(
  'leaves no password in a dump of the database, in any form, before and after the key was changed',
  { timeout: 120_000 },
  async () => {
    await using open = together();
    const { primaryUrl: url } = open.use(await startPrimary(bin ?? ''));
    const files = open.use(await secretFiles());
    const server = open.use(
      await fakeRconServer((rcon) =>
        serveSrcds(rcon, { command: ({ id }) => answerPackets(id, 'done\n') }),
      ),
    );
    const call = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
      const { code, output } = await run(rollcall, args, { DATABASE_URL: url, ...env });
      expect({ code, output }).toMatchObject({ code: 0 });
      return output;
    };
    const dump = async () => {
      const options = { maxBuffer: 64 * 2 ** 20, encoding: 'utf8' } as const;
      const { stdout } = await promisify(execFile)(join(bin ?? '', 'pg_dump'), [url], options);
      return stdout;
    };
    const expectNone = (text: string) => {
      expect(text).toContain('COPY public.server_credentials');
      const found = formsOf(PASSWORD).filter((form) => text.toLowerCase().includes(form));
      expect(found).toEqual([]);
    };
    await call(['migrate'], {});
    const add = ['servers', 'add', 'one', `127.0.0.1:${server.port}`];
    await call([...add, '--password-file', files.password], {});
    // Without a key it is there: the search finds what there is to find.
    expect(await dump()).toContain(PASSWORD);
    await call(['secrets', 'rotate'], files.old);
    // What an operator types may hold it.
    await call(['rcon', 'one', 'rcon_password', PASSWORD], files.old);
    await call(['rcon', 'one', `echo ${PASSWORD}`], files.old);
    expectNone(await dump());
    expect(await call(['secrets', 'rotate'], files.both)).toMatch(/^sealed 1 password/);
    expectNone(await dump());
    expect(await call(['servers', 'cfg', 'one'], files.both)).toContain('Wörter');
  },
);

it.each(['both keys', 'the old key only'] as const)(
  'goes on polling on the same connection while the keys are changed: a collector with %s',
  { timeout: 60_000 },
  async (keys) => {
    await using test = await createTestDatabase();
    await using open = together();
    const files = open.use(await secretFiles());
    const polls = { count: 0 };
    const server = open.use(
      await fakeRconServer((rcon) =>
        serveSrcds(rcon, {
          command(asked) {
            polls.count += 1;
            return answerStatus(asked);
          },
        }),
      ),
    );
    const env = { DATABASE_URL: test.url };
    const add = ['servers', 'add', 'one', `127.0.0.1:${server.port}`];
    await run(rollcall, [...add, '--password-file', files.password], { ...env, ...files.old });
    const collector = open.use(
      start(rollcall, ['run'], {
        ...env,
        ...(keys === 'both keys' ? files.both : files.old),
        LIVE_STATE_POLL_SECONDS: '1',
        LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.8',
      }),
    );
    const goesOn = async () => {
      const before = polls.count;
      await vi.waitFor(
        () => {
          expect(polls.count, collector.output()).toBeGreaterThan(before + 2);
        },
        { timeout: 20_000 },
      );
    };
    await goesOn();
    const rotated = await run(rollcall, ['secrets', 'rotate'], { ...env, ...files.both });
    expect(rotated).toMatchObject({ code: 0 });
    if (keys === 'the old key only') {
      await vi.waitFor(
        () => {
          expect(collector.output()).toContain('cannot be opened any more');
        },
        { timeout: 40_000 },
      );
    }
    await goesOn();
    expect(server.accepted).toBe(1);
    expect(await collector.stop()).toBe(0);
    expect(collector.output()).not.toContain(PASSWORD);
  },
);
