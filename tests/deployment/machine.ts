import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const BOOT_MS = 60_000;

/** Why no machine can be booted here, in words; null where one can. */
export function noMachine(): string | null {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  for (const program of ['/usr/bin/systemd-nspawn', '/usr/bin/nsenter', '/usr/bin/setpriv']) {
    if (!existsSync(program))
      return `${program} is missing (Debian: systemd-container, util-linux)`;
  }
  if (!lstatSync('/bin').isSymbolicLink()) return '/bin is not part of /usr';
  return null;
}

export interface Ran {
  readonly code: number;
  readonly output: string;
}

export interface Machine extends AsyncDisposable {
  /** Its `/etc`, `/var` and so on, seen from here. */
  readonly root: string;
  /** Runs a program in it as root. */
  run(program: string, ...args: string[]): Promise<Ran>;
  /** The same; a program that fails fails the test. */
  must(program: string, ...args: string[]): Promise<string>;
  write(path: string, content: string, mode?: number): Promise<void>;
}

/**
 * Boots a machine with a real systemd in a container: its own `/etc` and `/var`, this machine's `/usr` with the folder `over` laid over
 * it, this machine's network. Nothing but systemd's own services run in it. What it writes below `/usr`, it keeps to itself.
 */
export async function bootMachine(over: string): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-machine-'));
  await furnish(root);
  const written = await mkdtemp(join(tmpdir(), 'rollcall-machine-usr-'));
  const upper = join(written, 'usr');
  await mkdir(upper);
  const node = process.execPath.startsWith('/usr/')
    ? []
    : [`--bind-ro=${process.execPath}:/opt/node/bin/node`];
  const child = spawn(
    'setpriv',
    [
      // It must not outlive the tests, however they end.
      ...['--pdeathsig', 'KILL', 'systemd-nspawn', '--quiet', `--directory=${root}`],
      ...['--register=no', '--keep-unit', '--boot', '--console=pipe'],
      ...[`--overlay=/usr:${over}:${upper}:/usr`, ...node],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const ended = once(child, 'exit');
  const deadline = performance.now() + BOOT_MS;
  const waitFor = async <T>(look: () => Promise<T | null> | T | null): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (child.exitCode !== null || performance.now() > deadline) {
        throw new Error(`the machine does not boot:\n${said.join('').slice(-2_000)}`);
      }
      await sleep(50);
    }
  };
  const init = await waitFor(() => initOf(child.pid ?? 0));

  const run = async (program: string, ...args: string[]): Promise<Ran> => {
    const command = ['-t', String(init), '-m', '-u', '-i', '-p', '-n', '--', program, ...args];
    try {
      const { stdout, stderr } = await execute('nsenter', command, {
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', TERM: 'dumb' },
        maxBuffer: 1e8,
      });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const failed = error as { code?: number; stdout?: string; stderr?: string };
      return { code: failed.code ?? -1, output: `${failed.stdout ?? ''}${failed.stderr ?? ''}` };
    }
  };
  const machine: Machine = {
    root,
    run,
    async must(program, ...args) {
      const { code, output } = await run(program, ...args);
      if (code !== 0) throw new Error(`${[program, ...args].join(' ')}: ${code}\n${output}`);
      return output;
    },
    async write(path, content, mode = 0o644) {
      const file = join(root, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await chmod(file, mode);
    },
    async [Symbol.asyncDispose]() {
      // Everything in it ends with its first process, and systemd-nspawn after that.
      try {
        process.kill(init, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
      await ended;
      for (const folder of [root, written]) await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await waitFor(async () => {
      const { output } = await run('systemctl', 'is-active', 'multi-user.target');
      return output.trim() === 'active' ? true : null;
    });
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
  return machine;
}

/** What systemd expects to find beside `/usr`. */
async function furnish(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const folder of ['usr', 'etc', 'var', 'run', 'tmp', 'proc', 'sys', 'dev', 'root', 'home']) {
    await mkdir(join(root, folder));
  }
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) {
    await symlink(`usr/${folder}`, join(root, folder));
  }
  await chmod(join(root, 'tmp'), 0o1777);
  for (const file of ['passwd', 'group']) {
    await writeFile(join(root, 'etc', file), readFileSync(`/etc/${file}`));
  }
  await writeFile(join(root, 'etc/os-release'), readFileSync('/usr/lib/os-release'));
  // Without one it is a first boot, which enables every service of every package.
  await writeFile(join(root, 'etc/machine-id'), `${randomBytes(16).toString('hex')}\n`);
}

/** Its first process, seen from here; null while systemd-nspawn still prepares it with a process that ends soon. */
function initOf(pid: number): number | null {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const init = children.find((child) =>
      /^NSpid:\t\d+\t1$/m.test(readFileSync(`/proc/${child}/status`, 'utf8')),
    );
    return init === undefined ? null : Number(init);
  } catch {
    return null;
  }
}
