import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { startSrcds, type Srcds } from '../collector/src/practice/srcds.ts';
import { rollcall } from './processes.ts';
import { realTerminal, type RealTerminal } from './terminal.ts';

const CVARLIST = `cvar list\n--------------\n${[
  'changelevel : cmd : : Change server to the specified map',
  'sv_cheats : 0 : , "nf", "rep" : Allow cheats on server',
  'sv_gravity : 800 : , "nf", "rep" : World gravity.',
  ...Array.from({ length: 2_000 }, (_, at) => `filler_${at} : ${at} : : Nothing ${at}`),
].join('\n')}\n--------------\n2003 total convars/concommands\n`;

const HOSTILE =
  'before\x1b[2J\x1b[1;1HOWNED\x1b]52;c;b3duZWQ=\x07\x1b]0;title\x07\x1b[31mred\r after\n';
const LONG = `${'0123456789'.repeat(9)}\n`.repeat(100).slice(0, 9_000 - 5) + '\nEND\n';

/** A server, a home, and the console in a real terminal. */
export interface Scene extends AsyncDisposable {
  readonly server: Srcds;
  readonly asked: string[];
  /** The home of who sits there, where the history is kept. */
  readonly home: string;
  readonly open: () => Promise<RealTerminal>;
  /** The console with other arguments behind `rollcall rcon`. */
  readonly openWith: (...args: readonly string[]) => Promise<RealTerminal>;
  /** From the call on the server takes a minute for an answer, or no longer does. */
  readonly stall: (on: boolean) => void;
  /** Does something that asks the server, and gets an answer only a minute after the request has come. */
  readonly stalled: (ask: () => Promise<void>) => Promise<void>;
}

export async function scene(): Promise<Scene> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall console '));
  const asked: string[] = [];
  let stalled = false;
  let requests = 0;
  const server = await startSrcds({
    host: '127.0.0.1',
    port: 0,
    password: 's3cret',
    bans: true,
    execute: (line) => {
      asked.push(line);
      if (line === 'cvarlist') return CVARLIST;
      if (line === 'hostile') return HOSTILE;
      if (line === 'long') return LONG;
      if (line === 'quit') void server.close();
      return `you said ${line}\n`;
    },
    answerDelayMs: () => {
      requests += 1;
      return stalled ? 60_000 : 0;
    },
  });
  const file = join(home, 'password');
  await writeFile(file, 's3cret\n');
  const openWith = (...args: readonly string[]) =>
    realTerminal([process.execPath, rollcall, 'rcon', ...args], { HOME: home });
  return {
    server,
    asked,
    home,
    stall: (on) => {
      stalled = on;
    },
    async stalled(ask) {
      const before = requests;
      stalled = true;
      await ask();
      await vi.waitFor(() => {
        expect(requests).toBeGreaterThan(before);
      }, 20_000);
      stalled = false;
    },
    open: () => openWith(`127.0.0.1:${server.port}`, '--password-file', file),
    openWith,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
