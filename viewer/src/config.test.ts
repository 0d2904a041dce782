import { ConfigError } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { readViewerConfig } from './config.ts';

const DATABASE_URL = 'postgres://viewer:secret@127.0.0.1:5432/rollcall';

it('needs a database and has a default for everything else', () => {
  expect(readViewerConfig({ DATABASE_URL })).toEqual({
    DATABASE_URL,
    VIEWER_HOST: '127.0.0.1',
    VIEWER_PORT: 8080,
    VIEWER_TIME_ZONE: 'UTC',
    LIVE_STATE_POLL_SECONDS: 5,
    LIVE_STATE_STALE_SECONDS: 30,
    LOG_LEVEL: 'info',
  });
});

it('names every setting that cannot work at once, and no value', () => {
  const bad = {
    DATABASE_URL: 'mysql://secret',
    VIEWER_PORT: '70000',
    VIEWER_TIME_ZONE: 'Mars/Olympus',
    LIVE_STATE_POLL_SECONDS: 'often',
    LIVE_STATE_STALE_SECONDS: '0',
    LOG_LEVEL: 'loud',
  };
  let message = '';
  try {
    readViewerConfig(bad);
  } catch (error) {
    if (error instanceof ConfigError) message = error.message;
  }
  for (const key of Object.keys(bad)) expect(message).toContain(key);
  for (const value of Object.values(bad)) expect(message).not.toContain(value);
});

it.each(['0', '-1', '80.5', '65536', 'http'])('refuses the port %s', (VIEWER_PORT) => {
  expect(() => readViewerConfig({ DATABASE_URL, VIEWER_PORT })).toThrow(/VIEWER_PORT/);
});
