import { closeDatabase, migrate, openDatabase } from '@rollcall/shared';
import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seedBusyHistory } from '../busy-history.ts';

/**
 * By hand: a database with a busy history and a viewer that shows it, until Ctrl-C. With `DATABASE_URL` that (empty) database is
 * filled and kept; else an embedded Postgres comes and goes with it. See `npm run demo:history -- --help`.
 */
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '24' },
    days: { type: 'string', default: '8' },
    players: { type: 'string', default: '4000' },
    port: { type: 'string', default: '8080' },
    zone: { type: 'string', default: 'Europe/Berlin' },
    tidy: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const say = (words: string) => process.stdout.write(`${words}\n`);

if (values.help) {
  say(
    'npm run demo:history -- [--servers 24] [--days 8] [--players 4000] [--port 8080] [--zone Z] [--tidy]',
  );
} else {
  const given = process.env['DATABASE_URL'];
  const postgres = given === undefined ? await startEmbeddedPostgres({ durable: false }) : null;
  const url = given ?? postgres?.url ?? '';
  await migrate(url);
  const db = openDatabase({ url, applicationName: 'rollcall demo' });
  const { sessions, states } = await seedBusyHistory(db, {
    servers: Number(values.servers),
    days: Number(values.days),
    players: Number(values.players),
    tidy: values.tidy,
  });
  say(`${sessions} sessions and ${states} states in ${url}`);
  const bin = fileURLToPath(new URL('../../../bin/rollcall-viewer.js', import.meta.url));
  const env = { ...process.env, DATABASE_URL: url, VIEWER_PORT: values.port };
  const viewer = spawn(process.execPath, [bin], {
    env: { ...env, VIEWER_TIME_ZONE: values.zone },
    stdio: 'inherit',
  });
  say(`http://127.0.0.1:${values.port}`);
  // As a collector does that finds nothing new.
  const beat = setInterval(() => {
    db.$client`
      update collector_run set heartbeat_at = now() where id = (select max(id) from collector_run)`.catch(
      () => undefined,
    );
  }, 1_000);
  const stop = () => {
    viewer.kill();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  viewer.on('exit', () => {
    clearInterval(beat);
    void closeDatabase(db).then(() => postgres?.stop());
  });
}
