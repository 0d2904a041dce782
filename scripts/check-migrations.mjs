// Fails when the tables in shared/src/schema/ and the migrations in drizzle/ have drifted apart: works on a copy, in which a
// forgotten migration would appear.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const schema = './shared/src/schema/tables.ts';

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function drizzleKit(command, args) {
  const executable = join(root, 'node_modules', 'drizzle-kit', 'bin.cjs');
  const run = spawnSync(process.execPath, [executable, command, '--dialect=postgresql', ...args], {
    cwd: root,
    encoding: 'utf8',
    // Without a terminal it fails where it would ask whether something was renamed.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}`.trim() };
}

/** @param {string} folder */
function readTags(folder) {
  const journal = /** @type {{ entries: { tag: string }[] }} */ (
    JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'))
  );
  return journal.entries.map((entry) => entry.tag);
}

/** @returns {string | null} what is wrong */
function findProblem() {
  // Inside the checkout, for drizzle-kit takes every path as relative to where it runs.
  const copy = mkdtempSync(join(root, 'node_modules', '.rollcall-migrations-'));
  try {
    cpSync(join(root, 'drizzle'), copy, { recursive: true });
    const out = `--out=./${relative(root, copy)}`;
    const check = drizzleKit('check', [out]);
    if (!check.ok) return check.output;
    const before = readTags(copy);
    const generate = drizzleKit('generate', [out, `--schema=${schema}`]);
    const added = readTags(copy).filter((tag) => !before.includes(tag));
    if (generate.ok && added.length === 0) return null;
    const [tag] = added;
    return tag === undefined ? generate.output : readFileSync(join(copy, `${tag}.sql`), 'utf8');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const problem = findProblem();
if (problem !== null) {
  console.error(
    `The migrations do not lead to the schema. Run: npm run db:generate -- --name what-it-does\n\n${problem}`,
  );
  process.exitCode = 1;
}
