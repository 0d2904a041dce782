import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { createTestApp, textOf } from '../testing/app.ts';
import { secondsAgo, seedAnswering, seedRun, seedServer, seedTrouble } from '../testing/seed.ts';

const nowhere = { readerUrl: 'postgres://nobody@127.0.0.1:1/none' };

/** Every series whose name begins so, without comments. */
const series = (text: string, begin: string) =>
  text.split('\n').filter((line) => line.startsWith(begin));

it('has no series for what is not known', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db);
  await seedAnswering(test.db, await seedServer(test.db, { name: 'busy' }), { runId });
  const empty = { players: 0, maxPlayers: null };
  await seedAnswering(test.db, await seedServer(test.db, { name: 'empty' }), {
    runId,
    state: empty,
  });
  const down = await seedServer(test.db, { name: 'down' });
  await seedAnswering(test.db, down, { runId, lastOkAt: secondsAgo(400) });
  await seedTrouble(test.db, down, 'timeout');
  await seedServer(test.db, { name: 'new' });
  await seedServer(test.db, { name: 'off', enabled: false });
  const text = await textOf(viewer, '/metrics');
  expect(series(text, 'rollcall_server_players{')).toEqual([
    'rollcall_server_players{server_id="1",server="busy"} 2',
    'rollcall_server_players{server_id="2",server="empty"} 0',
  ]);
  expect(series(text, 'rollcall_server_max_players{')).toEqual([
    'rollcall_server_max_players{server_id="1",server="busy"} 4',
  ]);
  expect(series(text, 'rollcall_server_up{')).toEqual([
    'rollcall_server_up{server_id="1",server="busy"} 1',
    'rollcall_server_up{server_id="2",server="empty"} 1',
    'rollcall_server_up{server_id="3",server="down"} 0',
  ]);
  expect(series(text, 'rollcall_collector_running')).toEqual(['rollcall_collector_running 1']);
});

it('does not say that servers are up when nobody watches', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db, 900);
  await seedAnswering(test.db, await seedServer(test.db), { runId });
  const text = await textOf(viewer, '/metrics');
  expect(series(text, 'rollcall_server_')).toEqual([]);
  expect(series(text, 'rollcall_collector_running')).toEqual(['rollcall_collector_running 0']);
});

it('counts requests by the pattern of the route, whatever is asked for', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  for (let n = 1; n <= 3; n += 1) await seedServer(test.db);
  for (const path of [
    '/servers/1',
    '/servers/2',
    '/api/v1/servers/3',
    '/servers/4',
    '/a',
    '/b?c=d',
  ]) {
    await viewer.app.request(path);
  }
  await viewer.app.request('/servers', { method: 'POST' });
  const text = await textOf(viewer, '/metrics');
  expect(series(text, 'rollcall_viewer_http_requests_total{')).toEqual([
    'rollcall_viewer_http_requests_total{route="/servers/:id",status="200"} 2',
    'rollcall_viewer_http_requests_total{route="/api/v1/servers/:id",status="200"} 1',
    'rollcall_viewer_http_requests_total{route="/servers/:id",status="404"} 1',
    'rollcall_viewer_http_requests_total{route="none",status="404"} 2',
    'rollcall_viewer_http_requests_total{route="none",status="405"} 1',
  ]);
  expect(text).toContain(
    'rollcall_viewer_http_request_duration_seconds_count{route="/servers/:id"} 3',
  );
});

it('tells what was asked of the database and what was shared', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db);
  for (let n = 0; n < 4; n += 1) {
    // The second time at once, without even asking what is known.
    await textOf(viewer, '/api/v1/servers/1');
    await textOf(viewer, '/api/v1/servers/1');
    viewer.advance(250);
  }
  const text = await textOf(viewer, '/metrics');
  expect(series(text, 'rollcall_viewer_http_requests_total{route="/api/v1/servers/:id"')).toEqual([
    'rollcall_viewer_http_requests_total{route="/api/v1/servers/:id",status="200"} 8',
  ]);
  expect(series(text, 'rollcall_viewer_reads_total{question="serverNow"').sort()).toEqual([
    'rollcall_viewer_reads_total{question="serverNow",result="asked"} 1',
    'rollcall_viewer_reads_total{question="serverNow",result="shared"} 3',
  ]);
  expect(series(text, 'rollcall_viewer_copies_total{')).toContain(
    'rollcall_viewer_copies_total{result="shared"} 7',
  );
});

it('works without the database, and says that it is away', async () => {
  await using viewer = createTestApp(nowhere);
  const text = await textOf(viewer, '/metrics');
  expect(series(text, 'rollcall_viewer_database_up')).toEqual(['rollcall_viewer_database_up 0']);
  expect(series(text, 'rollcall_server_')).toEqual([]);
  expect(text).toMatch(/reads_total\{question="fleetNow",result="failed"\} 1/);
});

it('writes any name of a server into one label', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const name = 'a"} 1\nevil{x="\\y\u202e';
  await seedAnswering(test.db, await seedServer(test.db, { name }), {
    runId: await seedRun(test.db),
  });
  const text = await textOf(viewer, '/metrics');
  expect(series(text, 'rollcall_server_up')).toEqual([
    String.raw`rollcall_server_up{server_id="1",server="a\"} 1evil{x=\"\\y"} 1`,
  ]);
});
