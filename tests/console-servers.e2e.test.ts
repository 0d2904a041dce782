import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scene } from './console-scene.ts';
import { noTerminal } from './terminal.ts';

const reason = noTerminal();
if (reason !== null) process.stderr.write(`the console is not driven in a terminal: ${reason}\n`);
const built = existsSync(new URL('../collector/dist/main.js', import.meta.url));

describe.skipIf(reason !== null || !built)(
  'the console in a real terminal, with servers to choose from',
  { timeout: 60_000 },
  () => {
    it('asks for a password without showing it, and goes to another server', async () => {
      await using one = await scene();
      await using two = await scene();
      const [first, second] = [one, two].map(({ server }) => `127.0.0.1:${server.port}`);
      await using terminal = await one.openWith(first ?? '');
      await terminal.shows(/RCON password of 127\.0\.0\.1:\d+:/);
      await terminal.enter('s3cret');
      await terminal.shows(/connected to/);
      await terminal.enter('status one');
      await terminal.shows(/you said status one/);
      await terminal.enter(`!connect ${second}`);
      await terminal.shows(new RegExp(`RCON password of ${second}:`));
      await terminal.enter('s3cret');
      await terminal.shows(new RegExp(`connected to ${second}`));
      await terminal.enter('status two');
      const screen = await terminal.shows(/you said status two/);
      expect(screen).not.toContain('s3cret');
      expect([one.asked, two.asked]).toEqual([['status one'], ['status two']]);
      await terminal.press('Up', 'Up', 'Up');
      await terminal.shows(/> status one *$/m);
      await terminal.press('C-c', 'C-d');
      await terminal.shows(/ended with 0/);
      const history = await readFile(join(one.home, '.local/state/rollcall/rcon-history'), 'utf8');
      expect(history).toBe(`status one\n!connect ${second}\nstatus two\n`);
    });

    it('says that a typed password is wrong, and is left by Ctrl-C at the question', async () => {
      await using here = await scene();
      const address = `127.0.0.1:${here.server.port}`;
      await using terminal = await here.openWith();
      await terminal.shows(/!connect NAME or !connect HOST:PORT/);
      await terminal.enter('status');
      await terminal.shows(/not connected: !connect NAME/);
      await terminal.enter(`!connect ${address}`);
      await terminal.shows(/RCON password of/);
      await terminal.enter('nonsense');
      await terminal.shows(/refused the RCON password[^]*rollcall> *$/m);
      await terminal.enter(`!connect ${address}`);
      await terminal.shows(/(RCON password of[^]*){2}/);
      await terminal.press('C-c');
      await terminal.shows(/no password was given/);
      await terminal.enter('!servers');
      await terminal.shows(/there is no DATABASE_URL/);
      expect(await terminal.screen()).not.toContain('nonsense');
    });

    it('keeps a password that is typed behind an address out of everything', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.enter('!connect 127.0.0.1:1 hunter2');
      await terminal.shows(/a password that is typed here stands on the screen/);
      await terminal.enter('status');
      await terminal.shows(/you said status/);
      await terminal.press('Up', 'Up');
      await terminal.shows(/> status *$/m);
      const history = await readFile(join(here.home, '.local/state/rollcall/rcon-history'), 'utf8');
      expect(history).toBe('status\n');
    });

    it('ends a server that answers no more, and does not wait for it', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.enter('!shutdown');
      await terminal.shows(/End the game server .* \[y\/N\]/);
      await terminal.enter('y');
      const screen = await terminal.shows(/sent "quit"; !connect connects again/);
      expect(screen).not.toMatch(/connecting again/);
      expect(here.asked).toEqual(['quit']);
      await terminal.enter('!connect');
      await terminal.shows(/refused the connection/);
    });

    it('cancels what runs, not what is typed meanwhile', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await here.stalled(() => terminal.enter('status one'));
      await terminal.type('status two');
      await terminal.shows(/status one\s+status two/);
      await terminal.press('C-c');
      await terminal.shows(
        /cancelled; the server may carry it out all the same[^]*> status two *$/m,
      );
      await terminal.press('Enter');
      await terminal.shows(/you said status two/);
    });

    it('does not let a Tab wait for ever on a server that is slow', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      here.stall(true);
      await terminal.type('sv_');
      await terminal.shows(/> sv_ *$/m);
      await terminal.press('Tab');
      await terminal.shows(/has not sent its list of commands yet: Tab again[^]*> sv_ *$/m);
      await terminal.press('C-c');
      await terminal.shows(/> sv_\^C/);
    });
  },
);
