import {
  closeDatabase,
  createLogger,
  migrate,
  openDatabase,
  type Database,
} from '@rollcall/shared';
import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { parseArgs } from 'node:util';
import { usualPace } from '../../src/retention/pace.ts';
import { sumUp } from '../../src/retention/sum-up.ts';
import { addServer } from '../../src/store/registry-edit.ts';
import { startRun } from '../../src/store/run.ts';
import { Writer } from '../../src/store/writer.ts';
import { openWriterDatabase } from '../../src/store/writer-database.ts';
import { day } from './day.ts';

const HOUR_MS = 3_600_000;
/** Trimmed after `LIVE_STATE_HISTORY_DAYS` and `SESSION_HISTORY_DAYS`; what is left is kept. */
const TRIMMED = [
  'server_state',
  'server_reachability',
  'server_player_session',
  'server_player_hour',
];
const never = new AbortController().signal;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10x4,100x4,100x16,500x4,500x16' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench:growth -- [--sizes 10x4,500x16]   servers x players on each\n',
  );
} else {
  process.stdout.write(
    '| servers | players on each | sessions a day | a day | with 30 days | kept a year |\n| -: | -: | -: | -: | -: | -: |\n',
  );
  for (const size of values.sizes.split(',')) {
    const [servers = NaN, players = NaN] = size.split('x').map(Number);
    process.stdout.write(`${await measure(servers, players)}\n`);
  }
}
process.exit();

/** A day on an empty database, written by the collector's own writer and summed up. */
async function measure(servers: number, players: number): Promise<string> {
  const postgres = await startEmbeddedPostgres({ durable: false });
  try {
    await migrate(postgres.url);
    const db = openDatabase({ url: postgres.url, applicationName: 'growth', max: 2 });
    const before = await sizes(db);
    await writeDay(postgres.url, db, servers, players);
    await db.$client`vacuum analyze`;
    const after = await sizes(db);
    const [row] = await db.$client<{ sessions: number }[]>`
      select count(*)::int as sessions from server_player_session`;
    await closeDatabase(db);
    const grown = (tables: (name: string) => boolean) =>
      [...after]
        .filter(([name]) => tables(name))
        .reduce((sum, [name, bytes]) => sum + bytes - (before.get(name) ?? 0), 0);
    const trimmed = grown((name) => TRIMMED.includes(name));
    // Players and their names are known after a while; sums by the hour go on.
    const people = grown((name) => /^player|profile/.test(name));
    const sums = grown((name) => !TRIMMED.includes(name)) - people;
    const cells = [
      servers,
      players,
      row?.sessions ?? 0,
      megabytes(trimmed + sums + people),
      megabytes(trimmed * 30 + sums * 30 + people),
      megabytes(sums * 365),
    ];
    return `| ${cells.join(' | ')} |`;
  } finally {
    await postgres.stop();
  }
}

async function writeDay(url: string, db: Database, servers: number, players: number) {
  const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 25 * HOUR_MS;
  const runId = await startRun(db, 'growth', new Date(startMs));
  const ids: number[] = [];
  for (let n = 0; n < servers; n += 1) {
    const server = { host: '192.0.2.1', port: 27_015, protocol: 'source', groupLabel: null };
    const rest = { enabled: true, storedPassword: null };
    ids.push(await addServer(db, { name: `server ${n}`, ...server, ...rest }));
  }
  const opened: { db: Database | null } = { db: null };
  const writer = new Writer({
    open: (onClose) => (opened.db = openWriterDatabase(url, onClose)),
    runId,
    log: createLogger('growth', 'warn'),
    monotonicMs: () => performance.now(),
    onRefused: () => undefined,
    onOver: () => undefined,
  });
  writer.push(
    ids.flatMap((serverId) => [
      { type: 'watch-started', serverId } as const,
      {
        type: 'reachability-started',
        serverId,
        status: 'ok',
        detail: null,
        startedAt: new Date(startMs),
      } as const,
    ]),
  );
  for (const { at, changes } of day(ids, players, startMs)) {
    writer.push(changes);
    if (!(await writer.flush(at))) throw new Error('the database does not take it');
  }
  await writer.close(null);
  if (opened.db !== null) await closeDatabase(opened.db, 0);
  const pace = { ...usualPace, pauseMs: 0, pauseFactor: 0, aimMs: 1_000 };
  await sumUp(db, new Date(startMs + 24 * HOUR_MS), pace, never);
}

async function sizes(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$client<{ name: string; bytes: string }[]>`
    select relname as name, pg_total_relation_size(oid)::text as bytes
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}

function megabytes(bytes: number): string {
  return bytes >= 10e9
    ? `${(bytes / 1e9).toFixed(0)} GB`
    : `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
}
