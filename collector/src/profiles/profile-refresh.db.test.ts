import { createLogger, type Database } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it, vi } from 'vitest';
import { runProfiles } from './profile-refresh.ts';
import {
  everybody,
  json,
  player,
  startFakeSteam,
  status,
  type Answer,
} from './testing/fake-steam.ts';

const FIRST = 76561197960287930n;
const id = (n: number) => FIRST + BigInt(n);

/** Players in game, or gone for so many minutes. */
async function seed(db: Database, ids: readonly bigint[], goneMinutes: number | null = null) {
  const rows = JSON.stringify(ids.map(String));
  await db.$client`
    with server as (
      insert into servers (name, host, port) values (${`s${rows}`}, 'h', 1) returning id
    ), players as (
      insert into player (id, last_name, first_seen_at, last_seen_at)
      select v::bigint, 'x', now(), now() from jsonb_array_elements_text(${rows}::text::jsonb) v returning id
    )
    insert into server_player_session (server_id, player_id, joined_at, left_at, end_reason, name_at_join)
    select server.id, players.id, now() - interval '1 day',
           now() - ${goneMinutes}::int * interval '1 minute', ${goneMinutes === null ? null : 'left'}::text, 'x'
    from server, players`;
}

async function prepared(answer: Answer, backoffFactor = 1) {
  const test = await createTestDatabase();
  const steam = await startFakeSteam(answer);
  const logged: { readonly level: string; readonly msg: string }[] = [];
  const write = (line: string) => logged.push(JSON.parse(line) as { level: string; msg: string });
  const stop = new AbortController();
  let running: Promise<void> | null = null;
  return {
    ...test,
    steam,
    logged,
    run(key = 'KEY') {
      const config = { key, url: steam.url, ttlSeconds: 3_600 };
      const pace = { callPauseMs: 1, idlePauseMs: 20, requestTimeoutMs: 2_000, backoffFactor };
      running = runProfiles(
        { db: test.db, config, log: createLogger('test', 'info', { write }), pace },
        stop.signal,
      );
      return running;
    },
    async stop() {
      stop.abort(new Error('stop'));
      await running;
    },
    profiles: () =>
      test.db.$client<{ id: string; name: string | null; avatar: string | null }[]>`
        select steam_id_64 as id, persona_name as name, avatar_url as avatar
        from steam_user_profile order by steam_id_64`,
    async [Symbol.asyncDispose]() {
      await this.stop();
      await steam[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

it('fetches who is in game or has just left, in batches of 100, each once', async () => {
  await using test = await prepared(everybody);
  await seed(
    test.db,
    Array.from({ length: 140 }, (_, n) => id(n)),
  );
  await seed(
    test.db,
    Array.from({ length: 10 }, (_, n) => id(200 + n)),
    30,
  );
  await seed(test.db, [id(300)], 120);
  // No individual: the id of a game server.
  await seed(test.db, [90071992547409920n, 5n]);
  void test.run();
  await vi.waitFor(async () => {
    expect(await test.profiles()).toHaveLength(150);
  }, 20_000);
  await test.stop();
  expect(test.steam.calls.map(({ ids }) => ids.length)).toEqual([100, 50]);
  expect(new Set(test.steam.calls.flatMap(({ ids }) => ids)).size).toBe(150);
  expect((await test.profiles())[0]).toEqual({
    id: String(id(0)),
    name: 'Persona 930',
    avatar: `https://avatars.steamstatic.com/${String(id(0))}_medium.jpg`,
  });
});

it('remembers who does not exist, and does not ask for them again', async () => {
  await using test = await prepared((call, response) => {
    const players = call.ids
      .filter((asked) => asked !== String(id(1)))
      .map((asked) => player(asked));
    json({ response: { players } })(call, response);
  });
  await seed(test.db, [id(1), id(2)]);
  void test.run();
  await vi.waitFor(async () => {
    expect(await test.profiles()).toMatchObject([
      { name: null, avatar: null },
      { name: 'Persona 932' },
    ]);
  }, 20_000);
  await seed(test.db, [id(3)]);
  await vi.waitFor(async () => {
    expect(await test.profiles()).toHaveLength(3);
  }, 20_000);
  expect(test.steam.calls.map(({ ids }) => ids)).toEqual([
    [String(id(1)), String(id(2))],
    [String(id(3))],
  ]);
});

it('asks again for what has grown old, keeps what it knows when the answer makes no sense, and stores hostile names', async () => {
  await using test = await prepared(
    json({
      response: {
        players: [
          { steamid: String(id(1)), personaname: 7 },
          player(String(id(2)), { personaname: `<b>'\0"\ud83d` }),
        ],
      },
    }),
  );
  await seed(test.db, [id(1), id(2), id(3)]);
  await test.db.$client`
    insert into steam_user_profile values
      (${String(id(1))}, 'Old', null, now() - interval '2 hours'),
      (${String(id(3))}, 'Fresh', null, now() - interval '59 minutes')`;
  void test.run();
  await vi.waitFor(async () => {
    expect((await test.profiles()).map(({ name }) => name)).toEqual([
      'Old',
      `<b>'"\ufffd`,
      'Fresh',
    ]);
  }, 20_000);
  await test.stop();
  expect(test.steam.calls).toHaveLength(1);
  expect(test.steam.calls[0]?.ids).toEqual([String(id(2)), String(id(1))]);
});

describe('when Steam fails', () => {
  it('leaves it alone for longer each time, and says it once', async () => {
    const calledAt: number[] = [];
    await using test = await prepared((call, response) => {
      calledAt.push(performance.now());
      status(429)(call, response);
    }, 0.2);
    await seed(test.db, [id(1)]);
    void test.run();
    await vi.waitFor(
      () => {
        expect(calledAt).toHaveLength(4);
      },
      { timeout: 20_000 },
    );
    const pausesMs = calledAt.slice(1).map((at, n) => at - (calledAt[n] ?? 0));
    for (const [n, least] of [200, 400, 800].entries()) {
      // A timer of Node may be a millisecond early.
      expect(pausesMs[n]).toBeGreaterThan(least - 5);
    }
    expect(test.logged).toMatchObject([
      { level: 'warn', msg: 'profiles cannot be fetched: trying again later' },
    ]);
  });

  it('goes on when it is back', async () => {
    await using test = await prepared(status(503), 0.001);
    await seed(test.db, [id(1)]);
    void test.run();
    await vi.waitFor(() => {
      expect(test.steam.calls.length).toBeGreaterThan(2);
    }, 20_000);
    test.steam.answer = everybody;
    await vi.waitFor(async () => {
      expect(await test.profiles()).toMatchObject([{ name: 'Persona 931' }]);
      expect(test.logged.map(({ msg }) => msg)).toEqual([
        'profiles cannot be fetched: trying again later',
        'profiles can be fetched again',
      ]);
    }, 20_000);
  });

  it('says what to do about a key that is rejected', async () => {
    await using test = await prepared(status(403));
    await seed(test.db, [id(1)]);
    void test.run('WRONG');
    await vi.waitFor(() => {
      expect(test.logged).toMatchObject([{ level: 'error' }]);
    }, 20_000);
    expect(test.logged[0]?.msg).toMatch('Steam rejects STEAM_WEB_API_KEY');
    expect(JSON.stringify(test.logged)).not.toContain('WRONG');
  });

  it('stops at once, also in the middle of a call', async () => {
    await using test = await prepared(() => undefined);
    await seed(test.db, [id(1)]);
    void test.run();
    await vi.waitFor(() => {
      expect(test.steam.calls).toHaveLength(1);
    }, 20_000);
    await test.stop();
    expect(test.logged).toEqual([]);
  });
});

it('asks nobody without a key', async () => {
  await using test = await prepared(everybody);
  await seed(test.db, [id(1)]);
  await test.run('');
  expect(test.steam.calls).toEqual([]);
});
