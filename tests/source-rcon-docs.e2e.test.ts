import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFleet, type PracticeFleet } from '../collector/src/practice/fleet.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = existsSync(`${root}collector/dist/source-rcon.js`);

/** What each example of the page prints, in their order. */
const PRINTED = [
  'true\n',
  'one two\ntrue true false\n',
  'sv_cheats 0 nf,rep\n',
  'changed my mind true\n',
  'authentication wrong-password\n',
];

describe.skipIf(!built)('docs/source-rcon.md', () => {
  let fleet: PracticeFleet;
  let examples: readonly string[];
  beforeAll(async () => {
    fleet = await startFleet({
      servers: 1,
      seed: 'docs',
      portBase: 0,
      password: 's3cret',
      speed: 1,
    });
    const page = await readFile(`${root}docs/source-rcon.md`, 'utf8');
    examples = [...page.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code = '']) => code);
  });
  afterAll(() => fleet.close());

  it('has as many examples as are run here', () => {
    expect(examples).toHaveLength(PRINTED.length);
  });

  it.each(PRINTED.map((printed, at) => ({ printed, at })))(
    'example $at runs as it stands',
    async ({ printed, at }) => {
      const args = ['--input-type=module', '--eval', examples[at] ?? ''];
      const env = {
        PATH: process.env['PATH'],
        RCON_HOST: '127.0.0.1',
        RCON_PORT: String(fleet.members[0]?.port),
        RCON_PASSWORD: 's3cret',
      };
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
      expect(stdout).toBe(printed);
    },
  );
});
