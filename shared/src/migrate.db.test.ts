import { expect, it } from 'vitest';
import { requireCurrentSchema } from './migrate.ts';
import { closeDatabase, openDatabase } from './db.ts';
import { createTestDatabase } from './testing/database.ts';

it('lets the viewer’s role read what it shows, but no password, and write nothing', async () => {
  await using test = await createTestDatabase();
  const reader = openDatabase({ url: test.readerUrl, applicationName: 'test' });
  try {
    await requireCurrentSchema(reader);
    expect(await reader.$client`select * from server_live_state`).toEqual([]);
    await expect(reader.$client`select * from server_credentials`).rejects.toThrow(
      /permission denied/,
    );
    await expect(reader.$client`delete from server_state`).rejects.toThrow(/permission denied/);
  } finally {
    await closeDatabase(reader);
  }
});
