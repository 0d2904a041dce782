import { ConfigError } from '@rollcall/shared';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCollectorConfig, readAddressPollConfig, readRegistryConfig } from './config.ts';

const DATABASE_URL = 'postgres://rollcall@localhost/rollcall';

const example = readFileSync(new URL('../../rollcall.env.example', import.meta.url), 'utf8');
const exampleSettings = Object.fromEntries(
  [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
);

it('reads the example, whose values are the defaults', () => {
  const config = readCollectorConfig(exampleSettings);
  expect(config.DATABASE_URL).toMatch(/^postgres:/);
  expect({ ...config, DATABASE_URL }).toEqual(readCollectorConfig({ DATABASE_URL }));
});

it('finds every setting in the example, and the twin of every secret', () => {
  const keys = Object.keys(readCollectorConfig({ DATABASE_URL }));
  expect(keys.length).toBeGreaterThan(10);
  expect(Object.keys(exampleSettings)).toEqual(expect.arrayContaining(keys));
  const viewer = ['VIEWER_HOST', 'VIEWER_PORT', 'VIEWER_TIME_ZONE'];
  expect(Object.keys(exampleSettings).sort()).toEqual([...keys, ...viewer].sort());
  for (const key of [
    'DATABASE_URL',
    'STEAM_WEB_API_KEY',
    'ROLLCALL_SECRET_KEY',
    'ROLLCALL_SECRET_KEY_PREVIOUS',
  ]) {
    expect(example).toMatch(new RegExp(`^# ${key}_FILE=/`, 'm'));
  }
});

it('takes an empty value for one that is not set', () => {
  const env = { DATABASE_URL, LIVE_STATE_POLL_SECONDS: '', ROLLCALL_SECRET_KEY: '' };
  expect(readCollectorConfig(env).LIVE_STATE_POLL_SECONDS).toBe(5);
});

it.each([
  'postgres://localhost/rollcall',
  'postgresql://u:p%23@db.example:5433/rollcall?sslmode=require',
  'postgres://u:a,b@h1:5432,h2:5433/rollcall',
  'postgres:///rollcall',
])('takes %s for the URL of a database', (url) => {
  expect(readRegistryConfig({ DATABASE_URL: url }).DATABASE_URL).toBe(url);
});

it.each([
  'localhost',
  'mysql://hunter2@h/d',
  'http://hunter2@h/d',
  'postgres://u:hunter2#x@h/d',
  'postgres://u:hunter2%zz@h/d',
  'postgres:// hunter2/d',
])('refuses %s, without showing it', (url) => {
  const read = () => readRegistryConfig({ DATABASE_URL: url });
  expect(read).toThrow(/DATABASE_URL is not a Postgres URL/);
  expect(read).not.toThrow(/hunter2|mysql/);
});

it.each([
  [{ LIVE_STATE_POLL_SECONDS: '0.5' }, 'LIVE_STATE_POLL_SECONDS'],
  [{ LIVE_STATE_POLL_SECONDS: '2' }, 'LIVE_STATE_QUERY_TIMEOUT_SECONDS must be below'],
  [{ LIVE_STATE_QUERY_TIMEOUT_SECONDS: '5' }, 'must be below LIVE_STATE_POLL_SECONDS'],
  [{ ROLLCALL_SECRET_KEY_PREVIOUS: 'hunter2' }, 'PREVIOUS is set without ROLLCALL_SECRET_KEY'],
  [{ LIVE_STATE_POLL_WORKERS: '1.5' }, 'LIVE_STATE_POLL_WORKERS is not a whole number'],
  [{ SESSION_HISTORY_DAYS: '-1' }, 'SESSION_HISTORY_DAYS'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is none of fatal'],
  [{ STEAM_WEB_API_URL: 'ftp://x' }, 'STEAM_WEB_API_URL is not an http(s) URL'],
])('refuses %o', (env, words) => {
  const read = () => readCollectorConfig({ DATABASE_URL, ...env });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(words);
});

it('says that the deadline does not fit beside what else is wrong', () => {
  const env = { LIVE_STATE_POLL_SECONDS: '2', LOG_LEVEL: 'loud' };
  expect(() => readCollectorConfig(env)).toThrow(
    /DATABASE_URL is not set(?:.|\n)*LOG_LEVEL is none of(?:.|\n)*must be below/,
  );
});

it('asks for nothing but the deadline where an address is polled', () => {
  expect(readAddressPollConfig({})).toEqual({ LIVE_STATE_QUERY_TIMEOUT_SECONDS: 2 });
  expect(() => readAddressPollConfig({ LIVE_STATE_QUERY_TIMEOUT_SECONDS: 'x' })).toThrow(
    ConfigError,
  );
});
