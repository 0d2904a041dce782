import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** Where Debian puts the programs of its newest Postgres; null where it is not installed. */
export function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const folders = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  const found = folders.map((version) => join(root, version, 'bin'));
  return found.find((bin) => existsSync(join(bin, 'pg_basebackup'))) ?? null;
}

export interface Pair extends AsyncDisposable {
  readonly primaryUrl: string;
  /** Its data folder. */
  readonly primaryData: string;
  /** Makes a streaming replica of the primary as it is now, which answers questions while it follows. */
  follow(): Promise<{ readonly port: number }>;
  /** Stops the primary in order, so that the replica has all of it, and makes the replica the primary. */
  promote(): Promise<void>;
}

/** A primary of its own that a hot standby can be made of. */
export async function startPrimary(bin: string): Promise<Pair> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-standby-'));
  const account = await accountOf(root);
  const children: (() => Promise<void>)[] = [];
  const program = (name: string, args: readonly string[]) =>
    run(join(bin, name), args, { ...account, cwd: root });

  async function start(folder: string): Promise<number> {
    const port = await freePort();
    const settings = `\nport = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n`;
    await appendFile(join(folder, 'postgresql.conf'), settings);
    const child = spawn(join(bin, 'postgres'), ['-D', folder], {
      ...account,
      cwd: root,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    children.push(async () => {
      child.kill('SIGINT');
      await ended;
    });
    for (;;) {
      const ready = await program('pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(port)]).then(
        () => true,
        () => false,
      );
      if (ready) return port;
      if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const primary = join(root, 'primary');
  await program('initdb', [
    ...['-D', primary, '-U', 'postgres', '--auth=trust', '--no-sync'],
    ...['--encoding=UTF8', '--locale=C.UTF-8'],
  ]);
  const port = await start(primary);
  return {
    primaryUrl: `postgres://postgres@127.0.0.1:${port}/postgres`,
    primaryData: primary,
    async follow() {
      const folder = join(root, 'standby');
      await program('pg_basebackup', [
        ...['-D', folder, '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync'],
        ...['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres'],
      ]);
      return { port: await start(folder) };
    },
    async promote() {
      await program('pg_ctl', ['-D', primary, '-m', 'fast', '-w', 'stop']);
      await program('pg_ctl', ['-D', join(root, 'standby'), '-w', 'promote']);
    },
    async [Symbol.asyncDispose]() {
      for (const stop of children.reverse()) await stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Postgres refuses to run as root: then it runs as its own user, to whom the folder is given. */
export async function accountOf(folder: string) {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  const account = { uid: await id('-u'), gid: await id('-g') };
  await chown(folder, account.uid, account.gid);
  return account;
}
