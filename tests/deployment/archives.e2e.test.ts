import { createEmptyDatabase, createTestDatabase, testFolder } from '@rollcall/shared/testing';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { run, start } from '../processes.ts';
import { installedPrefix, npm, type Prefix } from './prefix.ts';

const patience = { timeout: 60_000, interval: 100 };

/** Installs one archive where nothing else is; resolves to the folder of its package. */
async function installAlone(workspace: keyof Prefix['archives']): Promise<string> {
  const { archives } = await installedPrefix();
  const folder = await mkdtemp(join(testFolder(), 'alone-'));
  await npm(folder, 'install', '--global', `--prefix=${folder}`, archives[workspace]);
  return join(folder, 'lib/node_modules/@rollcall', workspace);
}

describe('an archive that is installed alone', { timeout: 300_000 }, () => {
  it('of shared makes the tables for programs of others', async () => {
    const home = await installAlone('shared');
    await using empty = await createEmptyDatabase();
    const program = join(home, 'program.mjs');
    await writeFile(
      program,
      `import { migrate } from './dist/index.js';
      console.log(JSON.stringify(await migrate(process.argv[2])));`,
    );
    const first = await run(program, [empty.url], {});
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/^\{.*[1-9].*\}$/m);
  });

  it('of the collector migrates an empty database and lists its servers', async () => {
    const home = await installAlone('collector');
    const executable = join(home, 'bin/rollcall.js');
    await using empty = await createEmptyDatabase();
    const env = { DATABASE_URL: empty.url };
    expect(await run(executable, ['migrate'], env)).toMatchObject({ code: 0 });
    const listed = await run(executable, ['servers', 'list', '--json'], env);
    expect([listed.code, JSON.parse(listed.output)]).toEqual([0, []]);
  });

  it('of the viewer serves pages with all of their assets', async () => {
    const home = await installAlone('viewer');
    await using test = await createTestDatabase();
    const port = await freePort();
    const env = { DATABASE_URL: test.readerUrl, VIEWER_PORT: `${port}` };
    await using viewer = start(join(home, 'bin/rollcall-viewer.js'), [], env);
    await expect.poll(viewer.output, patience).toContain('ready');
    const page = await fetch(`http://127.0.0.1:${port}/servers`);
    const html = await page.text();
    const assets = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    expect([page.status, assets.length]).toEqual([200, expect.any(Number)]);
    expect(assets.length).toBeGreaterThan(2);
    for (const path of assets) {
      expect([path, (await fetch(`http://127.0.0.1:${port}${path}`)).status]).toEqual([path, 200]);
    }
    expect(await viewer.stop()).toBe(0);
  });
});
