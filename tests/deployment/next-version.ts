import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VERSION, type Prefix } from './prefix.ts';

const execute = promisify(execFile);

export const NEXT = '0.2.0';
const MIGRATION = '9999_of-tomorrow';

interface Journal {
  readonly entries: readonly { readonly idx: number; readonly when: number }[];
}

/** Makes archives of a later version in `folder`: the same program with a higher number and one migration more. */
export async function packNextVersion({ archives }: Prefix, folder: string): Promise<void> {
  for (const name of ['collector', 'viewer'] as const) {
    const work = join(folder, `work-${name}`);
    await mkdir(work, { recursive: true });
    await execute('tar', ['-xzf', archives[name], '-C', work]);
    const shared = join(work, 'package/node_modules/@rollcall/shared');
    for (const home of [join(work, 'package'), shared]) {
      await edit(join(home, 'package.json'), (text) =>
        text.replaceAll(`"${VERSION}"`, `"${NEXT}"`),
      );
    }
    await edit(join(shared, 'drizzle/meta/_journal.json'), withOneMore);
    const sql = 'alter table servers add column of_tomorrow text;\n';
    await writeFile(join(shared, `drizzle/${MIGRATION}.sql`), sql);
    const archive = join(folder, `rollcall-${name}-${NEXT}.tgz`);
    await execute('tar', ['-czf', archive, '-C', work, 'package']);
    await rm(work, { recursive: true });
  }
}

function withOneMore(text: string): string {
  const journal = JSON.parse(text) as Journal;
  const [idx, when] = [journal.entries.length, Math.max(...journal.entries.map((e) => e.when))];
  const more = { idx, version: '7', when: when + 1, tag: MIGRATION, breakpoints: true };
  return JSON.stringify({ ...journal, entries: [...journal.entries, more] });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file} has not what is to be changed`);
  await writeFile(file, changed);
}
