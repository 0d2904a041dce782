import { closeDatabase, openDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it, vi } from 'vitest';
import { listenForRegistry } from './listen.ts';
import { setPassword } from './registry-edit.ts';
import { someServer } from './testing/changes.ts';
import { startTcpProxy } from './testing/tcp-proxy.ts';

it('tells of every change of the registry, and when one may have been missed', async () => {
  await using test = await createTestDatabase();
  await using proxy = await startTcpProxy(test.url);
  const db = openDatabase({ url: proxy.url, applicationName: 'test' });
  let changes = 0;
  const more = async () => {
    const before = changes;
    await vi.waitFor(
      () => {
        expect(changes).toBeGreaterThan(before);
      },
      { timeout: 20_000 },
    );
  };
  const listener = await listenForRegistry(db, () => {
    changes += 1;
  });

  const added = more();
  const id = await someServer(test.db, 'one');
  await added;
  const secret = more();
  await setPassword(test.db, id, 'x');
  await secret;

  let refused = 0;
  proxy.onRefused = () => {
    refused += 1;
  };
  proxy.refusing = true;
  proxy.cut();
  await vi.waitFor(() => {
    expect(refused).toBeGreaterThan(1);
  }, 20_000);
  await setPassword(test.db, id, 'y');
  const back = more();
  proxy.refusing = false;
  await back;

  await listener.stop();
  await closeDatabase(db);
});
