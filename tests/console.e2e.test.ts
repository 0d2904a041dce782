import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scene } from './console-scene.ts';
import { noTerminal } from './terminal.ts';

const reason = noTerminal();
if (reason !== null) process.stderr.write(`the console is not driven in a terminal: ${reason}\n`);
const built = existsSync(new URL('../collector/dist/main.js', import.meta.url));

describe.skipIf(reason !== null || !built)(
  'the console in a real terminal',
  { timeout: 60_000 },
  () => {
    it('completes from the list of the server, with values and help texts beside', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to 127\.0\.0\.1/);
      await terminal.type('sv_');
      // Keys that arrive together look pasted, and a pasted Tab is text: each is seen before the next.
      await terminal.shows(/> sv_ *$/m);
      await terminal.press('Tab');
      await terminal.shows(
        /sv_cheats +0 +Allow cheats on server\s+sv_gravity +800 +World gravity\.\s+[^]*> sv_\s*$/,
      );
      await terminal.type('g');
      await terminal.shows(/> sv_g *$/m);
      await terminal.press('Tab');
      await terminal.shows(/> sv_gravity *$/m);
      await terminal.type('600');
      await terminal.press('Enter');
      await terminal.shows(/you said sv_gravity 600/);
      expect(here.asked.filter((line) => line === 'cvarlist')).toHaveLength(1);
    });

    it('keeps what was typed for the next time, readable for nobody else, and no password', async () => {
      await using here = await scene();
      {
        await using terminal = await here.open();
        await terminal.shows(/connected to/);
        for (const line of ['status one', 'sv_password hunter2', 'echo s3cret', 'status two']) {
          await terminal.enter(line);
          await terminal.shows(new RegExp(`you said ${line}`));
        }
        await terminal.enter('!exit');
        await terminal.shows(/ended with 0/);
      }
      const file = join(here.home, '.local/state/rollcall/rcon-history');
      expect(await readFile(file, 'utf8')).toBe('status one\nstatus two\n!exit\n');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.press('Up', 'Up', 'Up', 'Enter');
      await terminal.shows(/you said status one/);
    });

    it('shows an answer of many packets whole', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.enter('long');
      const text = await terminal.shows(/^END$/m);
      expect(text.match(/^(0123456789){9}$/gm)?.length).toBeGreaterThan(30);
    });

    it('cancels the running command only, and goes on', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await here.stalled(() => terminal.enter('status one'));
      await terminal.press('C-c');
      await terminal.shows(/cancelled; the server may carry it out all the same/);
      await terminal.enter('status two');
      await terminal.shows(/you said status two/);
    });

    it('drops a typed line with Ctrl-C, and leaves with Ctrl-D', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.type('half a li');
      await terminal.press('C-c');
      await terminal.shows(/half a li\^C/);
      await terminal.enter('status');
      await terminal.shows(/you said status/);
      await terminal.press('C-d');
      await terminal.shows(/ended with 0/);
      expect(here.asked).toEqual(['status']);
    });

    it('connects again after a map change, and says so', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.type('sta');
      here.server.dropConsoles();
      await terminal.shows(/-- .* closed the connection; connecting again/);
      await terminal.shows(/-- connected again after [\d.]+ s[^]*> sta\s*$/);
      await terminal.enter('tus');
      await terminal.shows(/you said status/);
    });

    it('lets no answer move the cursor, colour anything or set the clipboard', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.enter('hostile');
      const screen = await terminal.shows(/^ after$/m);
      expect(screen).toMatch(/connected to[^]*^beforeOWNEDred$/m);
      expect(await terminal.clipboard()).toBe('');
      await terminal.enter('!raw hostile');
      await terminal.shows(/before\\x1b\[2J/);
    });

    it('asks before it ends a server, hangs up, and connects again on demand', async () => {
      await using here = await scene();
      await using terminal = await here.open();
      await terminal.shows(/connected to/);
      await terminal.enter('!shutdown');
      await terminal.shows(/End the game server .* \[y\/N\]/);
      await terminal.enter('n');
      await terminal.shows(/nothing was sent/);
      await terminal.enter('!disconnect');
      await terminal.shows(/^disconnected\nrollcall>/m);
      await terminal.enter('status');
      await terminal.shows(/not connected: !connect/);
      await terminal.enter('!connect');
      await terminal.shows(/connected to[^]*connected to/);
      expect(here.asked).toEqual([]);
    });
  },
);
