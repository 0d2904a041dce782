import { createTestDatabase } from '@rollcall/shared/testing';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import { secondsAgo, seedServer, seedSession } from '../testing/seed.ts';

const text = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');

it('answers every address of the manual', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  const times = { joinedAt: secondsAgo(100), leftAt: secondsAgo(50) };
  await seedSession(test.db, { serverId, playerId: 76561197960290418n, ...times });
  const asked = [...text.matchAll(/^curl 'http:\/\/127\.0\.0\.1:8080([^']+)'/gm)];
  const shown = [...text.matchAll(/(?:href|src)="https:\/\/rollcall\.example([^"]+)"/g)];
  const paths = [...asked, ...shown].map(([, path]) => path ?? '');
  expect(paths.length).toBeGreaterThan(12);
  for (const path of paths) {
    expect([path, (await viewer.app.request(path)).status]).toEqual([path, 200]);
  }
});
