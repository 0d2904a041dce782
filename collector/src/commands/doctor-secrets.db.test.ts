import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { inspectSecrets } from './doctor-secrets.ts';
import { rollcall } from './testing/cli.ts';

const settings = (key: string, previous = '') => ({
  ROLLCALL_SECRET_KEY: key,
  ROLLCALL_SECRET_KEY_PREVIOUS: previous,
});

it('warns of passwords that are not sealed, or by the key of before', async () => {
  await using test = await createTestDatabase();
  const look = async (key: string, previous = '') => {
    const findings = await inspectSecrets(test.db, settings(key, previous));
    return findings.map(({ level, message, advice }) => [level, message, advice]);
  };
  expect(await look('')).toEqual([]);
  await rollcall(test.url, ['servers', 'add', 'one', '192.0.2.1:1', '--password-stdin'], {
    stdin: 'p',
  });
  expect(await look('')).toEqual([
    [
      'warning',
      expect.stringContaining('stored as they are') as string,
      expect.stringContaining('secrets rotate') as string,
    ],
  ]);
  expect((await look('old'))[0]?.[1]).toMatch(/^1 RCON password\(s\) are not sealed with/);
  await rollcall(test.url, ['secrets', 'rotate'], { env: settings('old') });
  expect((await look('old'))[0]?.[0]).toBe('ok');
  expect((await look('new', 'old'))[0]?.[0]).toBe('warning');
});
