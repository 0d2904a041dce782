import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { freePort } from './free-port.ts';
import { rollcall } from './processes.ts';
import { accountOf, postgresPrograms, startPrimary } from './standby.ts';
import { together } from './together.ts';

const docs = new URL('../docs/', import.meta.url);
const page = await readFile(new URL('operating.md', docs), 'utf8');
const bin = postgresPrograms();
if (bin === null)
  process.stderr.write('docs/operating.md is not tried out: no pg_basebackup here\n');

interface Block {
  /** The heading above it. */
  readonly under: string;
  readonly language: 'sh' | 'sql';
  /** The user who runs it. */
  readonly as: 'operator' | 'postgres';
  readonly text: string;
}

const blocks = page.split(/^## /m).flatMap((part) => {
  const [under = ''] = part.split('\n', 1);
  return [...part.matchAll(/^( *)```(sh|sql)( postgres)?\n(.*?)^\1```$/gms)].map(
    ([, indent = '', language, as, text = '']): Block => ({
      under,
      language: language === 'sql' ? 'sql' : 'sh',
      as: as === undefined ? 'operator' : 'postgres',
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
});

/** A shell that goes on from block to block, as that of whoever follows the page. */
async function terminal(
  programs: string,
  primaryData: string,
  ports: Readonly<Record<string, number>>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-operating-'));
  await chmod(folder, 0o755);
  const [own, ofPostgres] = [join(folder, 'own'), join(folder, 'postgres')];
  await mkdir(own);
  await mkdir(ofPostgres);
  await symlink(primaryData, join(ofPostgres, 'primary'));
  const account = await accountOf(ofPostgres);
  const command = `#!/bin/sh\nexec '${process.execPath}' '${rollcall}' "$@"\n`;
  await writeFile(join(folder, 'rollcall'), command, { mode: 0o755 });
  const environment = join(folder, 'environment');
  await writeFile(environment, '');
  const path = `${folder}:${programs}:${process.env['PATH'] ?? ''}`;
  return {
    run({ language, as, text }: Block): string {
      const local = Object.entries(ports).reduce(
        (done, [standard, port]) =>
          done
            .replaceAll(`:${standard}`, `:${port}`)
            .replaceAll(`port = ${standard}`, `port = ${port}`),
        text,
      );
      const lines =
        language === 'sql'
          ? `psql "$DATABASE_URL" --set ON_ERROR_STOP=1 <<'SQL'\n${local}SQL\n`
          : // "set -e" does not mind where what has to fail does not.
            local.replaceAll(/^! (.*)$/gm, 'if $1; then echo "that should be refused"; exit 1; fi');
      const keep = as === 'operator' ? `export -p > '${environment}'` : 'true';
      const script = `set -euo pipefail\nsource '${environment}'\n${lines}\n${keep}\n`;
      const options = as === 'postgres' ? { ...account, cwd: ofPostgres } : { cwd: own };
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
        ...options,
        env: { PATH: path, HOME: folder },
        encoding: 'utf8',
        // Postgres, which goes on, must not keep the pipe open for ever.
        timeout: 60_000,
      });
      expect({ status, stdout, stderr }, text).toMatchObject({ status: 0 });
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      const stop = ['--pgdata', 'standby', '--mode', 'immediate', 'stop'];
      spawnSync(join(programs, 'pg_ctl'), stop, { ...account, cwd: ofPostgres, stdio: 'ignore' });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

it.skipIf(bin === null)(
  'says nothing that does not work: from the first role to the last key, one after the other',
  { timeout: 180_000 },
  async () => {
    expect(blocks.length).toBeGreaterThan(19);
    await using open = together();
    const { primaryUrl, primaryData } = open.use(await startPrimary(bin ?? ''));
    const ports = { '5432': Number(new URL(primaryUrl).port), '5433': await freePort() };
    const shell = open.use(await terminal(bin ?? '', primaryData, ports));
    const printed = new Map<string, string>();
    for (const block of blocks) {
      printed.set(block.under, (printed.get(block.under) ?? '') + shell.run(block));
    }
    expect(printed.get('Roles')).toContain('Campaign 1');
    expect(printed.get('Restore')).toMatch(/the schema is up to date\n[^]*Campaign 1/);
    expect(printed.get('A replica for the viewer')).toMatch(/ t +\|[^]*Campaign 1/);
    expect(printed.get('Promote the replica')).toMatch(/Campaign 1[^]*takes_writes[^]* t\n/);
    expect(printed.get('How it grows')).toContain('server_player_session');
    expect(printed.get('Secrets')).toMatch(/sealed 1 password with key [0-9a-f]{8} \(until now/);
  },
);

it('tells for every alert what to do', async () => {
  const { groups } = parse(await readFile(new URL('prometheus/alerts.yaml', docs), 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
  };
  const headings = [...page.matchAll(/^### (Rollcall\w+)$/gm)].map(([, name]) => name);
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  expect([...headings].sort()).toEqual([...alerts].sort());
});

it('links to sections and files that there are', async () => {
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
    if (target.startsWith('#')) expect(anchors).toContain(target.slice(1));
    else if (!target.startsWith('https://')) await readFile(new URL(target, docs));
  }
});
