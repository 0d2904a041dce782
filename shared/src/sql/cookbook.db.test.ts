import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase, type Database } from '../db.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { addCookbookWeek } from './testing/cookbook-week.ts';

const page = await readFile(new URL('../../../docs/sql.md', import.meta.url), 'utf8');

/** The heading above each query, and the query. */
const recipes = page.split(/^### /m).flatMap((part) => {
  const [heading = ''] = part.split('\n', 1);
  return [...part.matchAll(/^```sql\n(.*?)^```$/gms)].map((found) => [heading, found[1]] as const);
});

describe('docs/sql.md', () => {
  let test: TestDatabase;
  let reader: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    await addCookbookWeek(test.db);
    const session = { default_transaction_read_only: 'on' };
    reader = openDatabase({ url: test.readerUrl, applicationName: 'test', session });
  });
  afterAll(async () => {
    await closeDatabase(reader);
    await test[Symbol.asyncDispose]();
  });

  it('has a query under every question', () => {
    const questions = page.match(/^### .*$/gm) ?? [];
    expect(questions.length).toBeGreaterThanOrEqual(20);
    expect(recipes.map(([heading]) => `### ${heading}`)).toEqual(questions);
  });

  it.each(recipes)('answers the viewer’s role: %s', async (_, query) => {
    const rows = await reader.$client.unsafe<Record<string, unknown>[]>(query ?? '');
    expect(rows.length).toBeGreaterThan(0);
    // No column is there for nothing: each has a value in some row.
    for (const { name } of rows.columns) {
      expect(
        rows.some((row) => row[name] !== null),
        name,
      ).toBe(true);
    }
  });

  it('names every function and view that people call', () => {
    for (const name of ['who_was_online', 'playtime', 'concurrency', 'uptime', 'outages']) {
      expect(page).toContain(`\`${name}(`);
    }
    for (const name of ['server_overview', 'current_players', 'recent_players']) {
      expect(page).toContain(`\`${name}\``);
    }
  });
});
