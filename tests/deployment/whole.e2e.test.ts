import { closeDatabase, openDatabase, type Database } from '@rollcall/shared';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresPrograms } from '../standby.ts';
import { together } from '../together.ts';
import { bootMachine, noMachine, type Machine } from './machine.ts';
import { noNginx } from './nginx.ts';
import { addNginx, addPostgres, addPractice, createDatabase, type Front } from './parts.ts';
import { NEXT, packNextVersion } from './next-version.ts';
import { blocksUnder, operatorAt, type Operator } from './operator.ts';
import { installedPrefix, VERSION, type Prefix } from './prefix.ts';
import { becomes, installUnits, PATIENCE_MS, show, writeSecrets } from './services.ts';
import { tlsClient, type TlsClient } from './tls-client.ts';
import { visit } from './visitors.ts';

const programs = postgresPrograms();
const reason = noMachine() ?? noNginx() ?? (programs === null ? 'Postgres is missing' : null);
if (reason !== null) process.stderr.write(`a whole deployment is not tried: ${reason}\n`);

const UNITS = ['rollcall-collector.service', 'rollcall-viewer.service'] as const;
/** Names of simulated game servers, and of the services that they are. */
const PRACTICE = ['practice-1', 'practice-2', 'practice-3'] as const;
const patience = { timeout: PATIENCE_MS, interval: 250 };

describe.skipIf(reason !== null)('a whole deployment', { timeout: 4 * PATIENCE_MS }, () => {
  const cleanUp = together();
  let prefix: Prefix;
  let machine: Machine;
  let db: Database;
  let databaseUrl: string;
  let collectorUrl: string;
  let operator: Readonly<Record<'root' | 'database', Operator>>;
  let backedUp: readonly string[];
  let front: Front;
  let client: TlsClient;

  beforeAll(async () => {
    prefix = await installedPrefix();
    machine = cleanUp.use(await bootMachine(prefix.folder));
    const superuser = await addPostgres(machine, programs ?? '');
    const urls = await createDatabase(superuser);
    collectorUrl = urls.collectorUrl;
    await writeSecrets(machine, { ...urls, key: 'seals the passwords of this test' });
    const files = ['DATABASE_URL_FILE=/etc/rollcall/collector.database_url'];
    const sealed = [...files, 'ROLLCALL_SECRET_KEY_FILE=/etc/rollcall/secret_key'];
    await machine.must('env', ...files, 'rollcall', 'migrate');
    for (const name of PRACTICE) {
      const port = await addPractice(machine, name);
      const add = ['add', name, `127.0.0.1:${port}`, '--password-file', '/etc/practice'];
      await machine.must('env', ...sealed, 'rollcall', 'servers', ...add);
    }
    const { url } = await installUnits(machine, prefix);
    await machine.must('systemctl', 'enable', '--now', ...UNITS);
    front = await addNginx(machine, Number(new URL(url).port));
    client = tlsClient(front.tlsPort, front.certificate);
    databaseUrl = superuser.replace(/postgres$/, 'rollcall');
    db = openDatabase({ url: databaseUrl, applicationName: 'test' });
    cleanUp.use({ [Symbol.asyncDispose]: () => closeDatabase(db, 0) });
  }, 6 * PATIENCE_MS);

  afterAll(() => cleanUp[Symbol.asyncDispose]());

  /** What visitors are told of the server now; an empty object while nobody answers. */
  const seen = async (): Promise<{ status?: string | null; map?: string | null }> => {
    try {
      const { text } = await client.get('/api/v1/servers/1');
      return JSON.parse(text) as { status?: string | null };
    } catch {
      return {};
    }
  };
  const isSeen = () => expect.poll(seen, patience).toMatchObject({ status: 'ok' });
  /** The beginning of every interval of the history. */
  const history = async (): Promise<readonly string[]> => {
    const rows = await db.$client<{ key: string }[]>`
      select concat_ws(' ', 'state', server_id, started_at) as key from server_state
      union all
      select concat_ws(' ', 'session', server_id, player_id, joined_at) from server_player_session
      union all
      select concat_ws(' ', status, server_id, started_at) from server_reachability`;
    return rows.map(({ key }) => key);
  };
  const overlaps = () => db.$client`
    select a.id from server_player_session a
    join server_player_session b using (server_id, player_id)
    where a.id < b.id and tstzrange(a.joined_at, a.left_at) && tstzrange(b.joined_at, b.left_at)
    union all
    select a.id from server_state a join server_state b using (server_id)
    where a.id < b.id and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)`;
  const heartbeat = async () => {
    const [row] = await db.$client<{ at: number }[]>`
      select extract(epoch from max(heartbeat_at))::float8 as at from collector_run`;
    return row?.at ?? 0;
  };
  /** Polling goes on, visitors see it, and nothing of what was known before is lost. */
  const cameBack = async (before: readonly string[]) => {
    const [now] = await db.$client<
      { at: number }[]
    >`select extract(epoch from now())::float8 as at`;
    await expect.poll(heartbeat, patience).toBeGreaterThan(now?.at ?? Infinity);
    await isSeen();
    const lost = async () => {
      const after = new Set(await history());
      return before.filter((key) => !after.has(key));
    };
    await expect.poll(lost, patience).toEqual([]);
    expect(await overlaps()).toEqual([]);
  };

  it('shows through nginx what the practice server says', async () => {
    await isSeen();
    const page = await client.get('/servers/1');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(PRACTICE[0])]);
    // Its map changes every few seconds.
    const agrees = async () => {
      const { text } = await client.get('/servers/1');
      return text.includes((await seen()).map ?? 'no map');
    };
    await expect.poll(agrees, patience).toBe(true);
    // Beside a state and a status of each there is somebody: there is a history to lose.
    const length = async () => (await history()).length;
    await expect.poll(length, patience).toBeGreaterThan(2 * PRACTICE.length + 2);
  });

  it('answers every visitor while the viewer is restarted', async () => {
    const visits = visit(front);
    await expect.poll(visits.answers, patience).toBeGreaterThan(20);
    for (let time = 0; time < 2; time += 1) {
      await machine.must('systemctl', 'restart', 'rollcall-viewer');
      const until = visits.answers() + 50;
      await expect.poll(visits.answers, patience).toBeGreaterThan(until);
    }
    expect(await visits.end()).toEqual([]);
  });

  it('keeps its history when the collector is killed', async () => {
    const before = await history();
    await machine.must('systemctl', 'kill', '--signal=KILL', 'rollcall-collector');
    await becomes(machine, 'rollcall-collector', 'NRestarts', '1');
    await cameBack(before);
  });

  it('keeps those waiting who ask while the viewer is killed, and answers then', async () => {
    const before = await history();
    await machine.must('systemctl', 'kill', '--signal=KILL', 'rollcall-viewer');
    const pages = ['1', '2', '3', '4'].map((page) => client.get(`/servers?after-kill=${page}`));
    for (const { status } of await Promise.all(pages)) expect(status).toBe(200);
    expect(await show(machine, 'rollcall-viewer', 'NRestarts')).toMatch(/[1-9]/);
    await cameBack(before);
  });

  it('is as before when nginx was killed and is started again', async () => {
    const before = await history();
    await machine.must('systemctl', 'kill', '--signal=KILL', 'nginx');
    await becomes(machine, 'nginx', 'ActiveState', 'failed');
    await expect(client.get('/servers')).rejects.toThrow();
    await machine.must('systemctl', 'start', 'nginx');
    await cameBack(before);
  });

  it('goes on without a restart of its own when Postgres has crashed', async () => {
    const before = await history();
    const restarts = () => Promise.all(UNITS.map((unit) => show(machine, unit, 'NRestarts')));
    const restartsBefore = await restarts();
    await machine.must('systemctl', 'kill', '--signal=KILL', 'postgres');
    await becomes(machine, 'postgres', 'NRestarts', /[1-9]/);
    await becomes(machine, 'postgres', 'ActiveState', 'active');
    await reopen();
    await cameBack(before);
    expect(await restarts()).toEqual(restartsBefore);
  });

  it('writes down that the game server was away, and goes on when it is back', async () => {
    const before = await history();
    const outages = async (isOver: boolean) => {
      const rows = await db.$client`
        select 1 from server_reachability
        where server_id = 1 and status <> 'ok' and ended_at is not null = ${isOver}`;
      return rows.length;
    };
    const earlier = await outages(true);
    // Until it was noticed: one that is back before the next poll was never away.
    await machine.must('systemctl', 'stop', PRACTICE[0]);
    await expect.poll(() => outages(false), patience).toBe(1);
    await machine.must('systemctl', 'start', PRACTICE[0]);
    await expect.poll(() => outages(true), patience).toBeGreaterThan(earlier);
    await cameBack(before);
  });

  /** Of the programs that run. */
  const running = async () => {
    const settings = await readFile(join(machine.root, 'etc/rollcall/collector.env'), 'utf8');
    const [port = ''] = /\d+/.exec(settings) ?? [];
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /build_info\{version="([^"]*)"/.exec(metrics)?.[1];
  };
  const reopen = async () => {
    await closeDatabase(db, 0);
    db = openDatabase({ url: databaseUrl, applicationName: 'test' });
  };

  it('is updated as the operating page tells, and no visitor sees an error', async () => {
    await packNextVersion(prefix, join(machine.root, 'root'));
    const PATH = `${programs ?? ''}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin`;
    operator = {
      root: operatorAt(machine, '/root', { PATH }),
      database: operatorAt(machine, '/root', {
        PATH,
        ADMIN_URL: databaseUrl.replace(/rollcall$/, 'postgres'),
        DATABASE_URL: collectorUrl,
        ROLLCALL_SECRET_KEY_FILE: '/etc/rollcall/secret_key',
      }),
    };
    backedUp = await history();
    await operator.database.does(blocksUnder('Backup', 'sh')[0]);
    const before = await history();
    const visits = visit(front);
    await expect.poll(visits.answers, patience).toBeGreaterThan(20);
    const said = await operator.root.does(blocksUnder('Update', 'console')[0]);
    expect(said).toMatch(/applied 1 migration/);
    await cameBack(before);
    expect(await visits.end()).toEqual([]);
    expect(await running()).toBe(NEXT);
    // The one before ended in order, and nobody had to be started twice.
    const [run] = await db.$client`
      select stopped_at is not null as ended from collector_run order by id desc offset 1 limit 1`;
    expect(run).toEqual({ ended: true });
    for (const unit of UNITS) expect(await show(machine, unit, 'NRestarts')).toBe('0');
  });

  it('goes back to the version before with the backup, as the operating page tells', async () => {
    await mkdir(join(machine.root, 'root/before'));
    for (const name of ['collector', 'viewer'] as const) {
      const { [name]: archive } = prefix.archives;
      await copyFile(archive, join(machine.root, 'root/before', basename(archive)));
    }
    const [, back, start] = blocksUnder('Update', 'console');
    const [restore, swap, drop] = blocksUnder('Restore', 'sh');
    await operator.root.does(back);
    await closeDatabase(db, 0);
    expect(await operator.database.does(restore)).toContain(PRACTICE[0]);
    await operator.database.does(swap);
    await operator.root.does(start);
    await reopen();
    await cameBack(backedUp);
    expect(await running()).toBe(VERSION);
    await operator.database.does(drop);
  });
});
