import { expect, it, vi } from 'vitest';
import { ADA, at, BOB, closed, opened, stateEnded, stateStarted } from './testing/changes.ts';
import { prepareWriter } from './testing/prepared-writer.ts';
import { allRows } from './testing/rows.ts';

type Prepared = Awaited<ReturnType<typeof prepareWriter>>;

/** Ada is on until 10, Bob from 20 on, and the state changes each second; one batch a second until `seconds`. */
async function watched(test: Prepared, seconds: number): Promise<void> {
  for (let now = 0; now < seconds; now += 1) {
    test.clock.now = at(now);
    if (now === 0) test.writer.push([opened(1, ADA, 0), stateStarted(1, 0)]);
    else test.writer.push([stateEnded(1, now - 1, now), stateStarted(1, now, now)]);
    if (now === 10) test.writer.push([closed(1, ADA, 0, 10)]);
    if (now === 20) test.writer.push([opened(1, BOB, 20)]);
    expect(await test.writer.flush(at(now))).toBe(true);
  }
}

/** What a replica has that got nothing more after the first `seconds`, and takes the place of the database now. */
async function failOver({ db, proxy }: Prepared, seconds: number): Promise<void> {
  await db.$client`delete from server_player_session where joined_at >= ${at(seconds).toISOString()}`;
  await db.$client`
    update server_player_session set left_at = null, last_seen_at = null, end_reason = null
    where left_at >= ${at(seconds).toISOString()}`;
  await db.$client`delete from server_state where started_at >= ${at(seconds).toISOString()}`;
  await db.$client`
    update server_state set ended_at = null where ended_at >= ${at(seconds).toISOString()}`;
  await db.$client`
    update collector_run set batch = ${seconds}, heartbeat_at = ${at(seconds - 1).toISOString()}`;
  proxy.cut();
}

it('writes again what a replica had not got yet when it took the place of the database', async () => {
  await using test = await prepareWriter();
  await watched(test, 40);
  const expected = await allRows(test.db);
  await failOver(test, 5);
  await vi.waitFor(async () => {
    test.clock.now = new Date(test.clock.now.getTime() + 1_000);
    expect(await test.writer.flush(null)).toBe(true);
    const { sessions, states } = await allRows(test.db);
    expect({ sessions, states }).toEqual({ sessions: expected.sessions, states: expected.states });
  }, 20_000);
  expect(test.over).toEqual([]);
});

it('ends the run where more is lost than it remembers, after writing what waits, and claims no time since', async () => {
  await using test = await prepareWriter();
  await watched(test, 40);
  test.clock.now = at(3_600);
  expect(await test.writer.flush(at(3_600))).toBe(true);
  await failOver(test, 5);
  test.writer.push([opened(2, BOB, 3_601)]);
  await vi.waitFor(async () => {
    test.clock.now = new Date(test.clock.now.getTime() + 1_000);
    await test.writer.flush(at(3_610));
    expect(test.over).toEqual([test.runId]);
  }, 20_000);
  const { sessions, heartbeat } = await allRows(test.db);
  expect(sessions).toMatchObject([
    { server: 1, joined: 0, left: null },
    { server: 2, joined: 3_601, left: null },
  ]);
  expect(heartbeat).toBe(4);
  expect(test.logged).toContain('Postgres has lost more than is remembered: beginning anew');
});
