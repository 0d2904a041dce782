import { createEmptyDatabase, createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { fakeRconServer, type FakeHandler } from '../testing/fake-rcon-server.ts';
import { rconPacket } from '../testing/rcon-wire.ts';
import { answerStatus, serveSrcds, STATUS } from '../testing/srcds.ts';
import { clock } from './doctor-database.ts';
import { rollcall } from './testing/cli.ts';
import { doctor } from './testing/doctor.ts';

const add = (url: string, name: string, port: number) =>
  rollcall(url, ['servers', 'add', name, `127.0.0.1:${port}`, '--password-stdin'], { stdin: 'p' });

const srcds =
  (text?: string): FakeHandler =>
  (rcon) =>
    serveSrcds(rcon, { command: (request) => answerStatus(request, text) });

it('finds nothing wrong where nothing is, and ends with 0', async () => {
  await using test = await createTestDatabase();
  await using server = await fakeRconServer(srcds());
  await add(test.url, 'a', server.port);
  await test.db.$client`
    with run as (
      insert into collector_run (instance, started_at, heartbeat_at) values ('x', now(), now()) returning id
    ) insert into server_watch (server_id, run_id) select 1, id from run`;
  const env = { ROLLCALL_SECRET_KEY: 'a key' };
  await rollcall(test.url, ['secrets', 'rotate'], { env });
  const { code, stderr, ok, levels, findings } = await doctor(test.url, [], env);
  expect({ code, stderr, ok }).toEqual({ code: 0, stderr: '', ok: true });
  expect(levels(null)).toEqual({
    settings: 'ok',
    database: 'ok',
    clock: 'ok',
    schema: 'ok',
    secrets: 'ok',
    'collector role': 'ok',
    'viewer role': 'ok',
    disk: 'ok',
    collector: 'ok',
  });
  expect(levels('a')).toEqual({ 'last good poll': 'ok', port: 'ok', login: 'ok', answer: 'ok' });
  expect(findings.every(({ advice }) => advice === null)).toBe(true);
  const { code: plain, stdout } = await rollcall(test.url, ['doctor', 'a'], { env });
  expect(plain).toBe(0);
  expect(stdout).toMatch(/^ok {4}a: answer: complete: 1 players counted, 1 listed$/m);
});

it('says of each server what is wrong and what to do, and ends with 1', async () => {
  await using test = await createTestDatabase();
  await using short = await fakeRconServer(srcds(STATUS.replace('1 humans', '2 humans')));
  await using strange = await fakeRconServer(srcds('a new format'));
  await add(test.url, 'short', short.port);
  await add(test.url, 'strange', strange.port);
  await add(test.url, 'closed', 1);
  await rollcall(test.url, ['servers', 'add', 'lost', 'no.such.invalid:1']);
  await add(test.url, 'off', 1);
  await rollcall(test.url, ['servers', 'disable', 'off']);
  const { code, stderr, levels, findings } = await doctor(test.url);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^rollcall: \d problems, what to do stands beside each\n$/);
  expect(levels(null)).toMatchObject({ collector: 'problem' });
  expect(levels('short')).toMatchObject({ login: 'ok', answer: 'warning' });
  expect(levels('strange')).toMatchObject({ port: 'ok', login: 'ok', answer: 'problem' });
  expect(levels('closed')).toEqual({ 'last good poll': 'warning', port: 'problem' });
  expect(levels('lost')).toEqual({ 'last good poll': 'warning', name: 'problem' });
  expect(levels('off')).toEqual({ enabled: 'ok' });
  for (const { level, advice } of findings) expect(advice === null).toBe(level === 'ok');
  const of = (name: string) =>
    findings.find(({ server, check }) => server === name && check === 'answer');
  expect(of('strange')?.advice).toMatch(/--capture FILE/);
  expect(of('short')?.message).toMatch(/^not complete, 3 times in a row: 2 players counted, 1 /);
});

it('tells how many answers the collector has found short, and warns while it goes on', async () => {
  await using test = await createTestDatabase();
  for (const name of ['fine', 'short', 'before']) await add(test.url, name, 1);
  await test.db.$client`
    with run as (
      insert into collector_run (instance, started_at, heartbeat_at) values ('x', now() - interval '5 h', now()) returning id
    )
    insert into server_watch (server_id, run_id, incomplete_answers, last_incomplete_at)
    select v.id, run.id, v.id * 10 - 10, case v.name when 'short' then now() - interval '5 min' when 'before' then now() - interval '3 h' end
    from run, servers v`;
  const { findings, levels } = await doctor(test.url);
  expect(levels('fine')).not.toHaveProperty('answers before');
  const of = (name: string) =>
    findings.find(({ server, check }) => server === name && check === 'answers before');
  expect(of('short')).toMatchObject({
    level: 'warning',
    message:
      '10 not complete since 5 h ago, the last one 5 min ago; nobody is taken to have left because of them',
  });
  expect(of('before')).toMatchObject({ level: 'ok' });
  expect(of('before')?.message).toMatch(/^20 .* 3 h ago/);
});

it('takes an answer that is short for a moment for what it is', async () => {
  await using test = await createTestDatabase();
  let asked = 0;
  await using server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: (request) => {
        asked += 1;
        return answerStatus(request, asked > 1 ? STATUS : STATUS.replace('1 humans', '2 humans'));
      },
    }),
  );
  await add(test.url, 'a', server.port);
  const { findings } = await doctor(test.url);
  expect(findings.find(({ check }) => check === 'answer')).toMatchObject({
    level: 'ok',
    message: 'complete at the 2. try: 1 players counted, 1 listed',
  });
});

it('tells how many rows a day brings, of that day only', async () => {
  await using test = await createTestDatabase();
  await add(test.url, 'a', 1);
  await test.db.$client`
    insert into server_state (server_id, started_at, ended_at, players, max_players)
    select 1, now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '1 min', 1, 4
    from generate_series(1, 40) n`;
  const disk = (await doctor(test.url)).findings.find(({ check }) => check === 'disk');
  expect(disk).toMatchObject({
    level: 'ok',
    message: expect.stringMatching(
      /^the database takes [\d.]+ MB; 23 rows of the last day, about [\d.]+ kB a day$/,
    ) as string,
  });
});

it.each([
  [0, 10, 'ok', /agree/],
  [900, 10, 'ok', /agree/],
  [2_000, 10, 'warning', /2\.0 s ahead of the database/],
  [-2_000, 10, 'warning', /2\.0 s behind the database/],
  [60_000, 10, 'problem', /60\.0 s ahead of/],
  // A slow answer makes it unsure.
  [2_000, 3_000, 'ok', /agree/],
])('a clock that is %i ms ahead, told within %i ms, is %s', (skewMs, tookMs, level, words) => {
  const finding = clock(skewMs, tookMs);
  expect(finding).toMatchObject({ level, message: expect.stringMatching(words) as string });
  expect(finding.advice === null).toBe(level === 'ok');
});

describe('does not get this address banned:', () => {
  it('a wrong password is tried once', async () => {
    await using test = await createTestDatabase();
    let logins = 0;
    await using server = await fakeRconServer(async (rcon) => {
      const login = await rcon.next();
      if (login === null) return;
      logins += 1;
      rcon.send(rconPacket(login.id, 0), rconPacket(-1, 2));
    });
    await add(test.url, 'a', server.port);
    const { code, find } = await doctor(test.url);
    expect({ code, logins }).toEqual({ code: 1, logins: 1 });
    expect(find('login')?.message).toMatch(/refused the RCON password/);
    expect(find('login')?.advice).toMatch(/Do not try others/);
  });

  it.each([
    ['auth', 'refused the RCON password'],
    ['unreachable', 'closed instead of answering the login: it has probably banned this address'],
  ])('no login where the collector was refused (%s)', async (status, detail) => {
    await using test = await createTestDatabase();
    let logins = 0;
    await using server = await fakeRconServer(async (rcon) => {
      if ((await rcon.next()) !== null) logins += 1;
    });
    await add(test.url, 'a', server.port);
    await test.db.$client`update servers set updated_at = now() - interval '1 hour'`;
    await test.db.$client`
      insert into server_reachability (server_id, status, detail, started_at)
      values (1, ${status}, ${detail}, now() - interval '5 min')`;
    const { code, find, levels } = await doctor(test.url);
    expect({ code, logins }).toEqual({ code: 1, logins: 0 });
    expect(levels('a')).toMatchObject({ port: 'ok', login: 'problem' });
    expect(find('login')?.message).toMatch(/^not tried, .*5 min ago.*: /);
  });
});

it('logs in where the password was changed since the collector was refused', async () => {
  await using test = await createTestDatabase();
  await using server = await fakeRconServer(srcds());
  await add(test.url, 'a', server.port);
  await test.db.$client`
    insert into server_reachability (server_id, status, detail, started_at)
    values (1, 'auth', 'refused the RCON password', now() - interval '5 min')`;
  expect((await doctor(test.url)).levels('a')).toMatchObject({ login: 'ok', answer: 'ok' });
});

it('finds a database without tables, one that is away, and settings that cannot work', async () => {
  await using empty = await createEmptyDatabase();
  expect((await doctor(empty.url)).find('schema')?.message).toMatch(/run "rollcall migrate"/);
  const away = await doctor('postgres://u:hunter2@127.0.0.1:1/db');
  expect(away.code).toBe(1);
  expect(away.find('database')?.message).toMatch(/cannot reach Postgres at 127\.0\.0\.1:1/);
  expect(away.stdout + away.stderr).not.toContain('hunter2');
  await using test = await createTestDatabase();
  const bad = await doctor(test.url, [], { LIVE_STATE_POLL_SECONDS: 'hunter3' });
  expect(bad.code).toBe(78);
  expect(bad.find('settings')?.message).toMatch(/LIVE_STATE_POLL_SECONDS is not a number/);
  expect(bad.find('database', 'ok')).toBeDefined();
  expect(bad.stdout + bad.stderr).not.toContain('hunter3');
  const none = await doctor(null);
  expect(none.code).toBe(78);
  expect(none.find('settings')?.message).toMatch(/DATABASE_URL is not set/);
});
