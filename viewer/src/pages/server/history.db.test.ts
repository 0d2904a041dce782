import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { asText, createTestApp, strangeTags, textOf } from '../../testing/app.ts';
import { HOSTILE_NAMES } from '../../testing/hostile.ts';
import { seedRun, seedServer, seedSession, steamId } from '../../testing/seed.ts';

const KNOWN = { from: '2026-03-28T00:00:00Z', to: '2026-03-30T00:00:00Z' };
const PERIOD = `from=${KNOWN.from}&to=${KNOWN.to}`;

/** A server that was watched on the two days around the night in which Berlin skips an hour. */
async function seedNight(test: TestDatabase, map = 'c1m1_hotel'): Promise<number> {
  const serverId = await seedServer(test.db);
  await seedRun(test.db, 1);
  await test.db.$client`
    insert into server_reachability (server_id, status, detail, started_at, ended_at) values
      (${serverId}, 'ok', null, '2026-03-28 00:00Z', '2026-03-29 00:30Z'),
      (${serverId}, 'timeout', 'no answer within 2000 ms', '2026-03-29 00:30Z', '2026-03-29 01:30Z'),
      (${serverId}, 'ok', null, '2026-03-29 01:30Z', '2026-03-29 12:00Z')`;
  await test.db.$client`
    insert into server_state (server_id, started_at, ended_at, players, max_players, map) values
      (${serverId}, '2026-03-28 00:00Z', '2026-03-28 20:00Z', 0, 4, ${map}),
      (${serverId}, '2026-03-28 20:00Z', '2026-03-29 00:30Z', 4, 4, ${map}),
      (${serverId}, '2026-03-29 01:30Z', '2026-03-29 12:00Z', 1, 4, 'c1m2_streets')`;
  return serverId;
}

const sectionOf = (page: string, id: string) =>
  new RegExp(`<section id="${id}".*?\n?(?=<section id="(?:outages|recent)"|<script)`, 's').exec(
    page,
  )?.[0] ?? '';

it('tells the chart in numbers, in a sentence and as a table', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedNight(test);
  const page = await textOf(viewer, `/servers/${id}/history?${PERIOD}&tz=Europe/Berlin`);
  const text = asText(page.replaceAll('</', ' </'));
  expect(text).toContain('Most 4 at 28 Mar, 21:00 Average 0.8 Up 97.22 % down 1 h');
  expect(text).toContain('Not watched 12 h');
  expect(text).toContain(
    '28 Mar, 01:00 – 30 Mar, 02:00: 4 of 4 players at most, 0.8 on average, 1 change of the map.',
  );
  expect(text).toContain('29 Mar, 01:30 1 h no answer');
  expect(text).toContain('29 Mar, 14:00 12 h not watched');
  // Clocks show 03:30 an hour after 01:30.
  expect(text).toContain('29 Mar, 03:30 10 h 30 min 1 c1m2_streets');
});

it('tells how many fitted in when most were on, not how many do now', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedNight(test);
  await test.db.$client`
    update server_state set max_players = 2 where server_id = ${id} and map = 'c1m2_streets'`;
  const page = await textOf(viewer, `/servers/${id}/history?${PERIOD}`);
  expect(asText(page)).toContain('4 of 4 players at most');
});

it('draws no line where nobody watched or nobody answered', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedNight(test);
  const page = await textOf(viewer, `/servers/${id}/history?${PERIOD}`);
  const line = /class="players-line" d="([^"]*)"/.exec(page)?.[1] ?? '';
  // Two runs: until the outage at 510.42 of 1000, and from its end until nobody watched any more.
  expect(line.match(/M[\d.]+/g)).toEqual(['M0', 'M531.25']);
  const ends = line
    .split('M')
    .slice(1)
    .map((run) => /([\d.]+),[\d.]+$/.exec(run)?.[1]);
  expect(ends).toEqual(['510.42', '750']);
  expect(page).toMatch(/class="band down" x="51.042%" width="2.083%"/);
  expect(page).toMatch(/class="band unwatched" x="75%" width="25.000%"/);
});

it('says that nothing is known of a time in which nobody watched', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  for (const search of ['', '?range=7d', '?range=30d', '?from=2026-01-01&to=2026-01-02']) {
    const text = asText(await textOf(viewer, `/servers/${id}${search}`));
    expect(text).toContain('nobody watched this server, so nothing is known of this time');
    expect(text).toMatch(/Most— *Average— *Up—/);
    expect(text).toContain('Outages nobody watched');
  }
});

it('lists outages with how long they lasted and why', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedNight(test);
  const page = await textOf(viewer, `/servers/${id}?${PERIOD}`);
  const text = asText(sectionOf(page, 'outages').replaceAll('</', ' </'));
  expect(text).toContain('Outages 97.22 % up');
  expect(text).toContain(
    '29 Mar, 00:30 29 Mar, 01:30 1 h no answer in time no answer within 2000 ms',
  );
  expect(text).toContain('Not watched once 29 Mar, 12:00 – 30 Mar, 00:00 12 h');
});

describe('who was on at a moment', () => {
  const seed = async (test: TestDatabase) => {
    const id = await seedNight(test);
    const joinedAt = new Date('2026-03-28T20:00:00Z');
    const leftAt = new Date('2026-03-29T00:30:00Z');
    for (const [n, nameAtJoin] of HOSTILE_NAMES.entries()) {
      await seedSession(test.db, {
        serverId: id,
        playerId: steamId(n),
        nameAtJoin,
        joinedAt,
        leftAt,
      });
    }
    return id;
  };

  it('is told with the time in game then, whatever people are called', async () => {
    await using test = await createTestDatabase();
    await using viewer = createTestApp(test);
    const id = await seed(test);
    const page = await textOf(viewer, `/servers/${id}?${PERIOD}&at=2026-03-28T21:30:00Z`);
    expect(page.match(/id="moment-\d+"/g)).toHaveLength(HOSTILE_NAMES.length);
    expect(asText(page)).toContain('1 h 30 minof 4 h 30 min');
    expect(strangeTags(page)).toEqual([]);
    expect(page).toContain('class="marker" x1="44.792%"');
    expect(page).toContain('&amp;at=2026-03-28T20%3A00%3A00.000Z#moment');
    expect(page).toContain('&amp;at=2026-03-29T00%3A30%3A00.000Z#moment');
  });

  const MOMENTS = [
    ['2026-03-28T10:00', 'Nobody was on.'],
    ['2026-03-29T00:45', 'The server did not answer then: who was on is not known.'],
    ['2026-03-29T13:00', 'Nobody watched the server then: who was on is not known.'],
    ['2026-03-29T10:00', 'Whoever was on was not identified.'],
    // A moment that clocks in Berlin skip: an hour later, while the server did not answer.
    ['2026-03-29T02:15&tz=Europe/Berlin', 'The server did not answer then'],
    ['2026-03-29T00:15%2B05:30', 'Nobody was on.'],
  ] as const;

  it('says whether nobody was on, or nobody knows', async () => {
    await using test = await createTestDatabase();
    await using viewer = createTestApp(test);
    const id = await seed(test);
    for (const [at, words] of MOMENTS) {
      expect(asText(await textOf(viewer, `/servers/${id}?${PERIOD}&at=${at}`))).toContain(words);
    }
  });
});

const REFUSED = [
  ['range=1y', 400, 'is none of 24h, 7d, 30d'],
  ['from=now', 400, 'is no time'],
  ['at=%3Cscript%3E', 400, 'is no time'],
  ['at=2026-02-31T00:00', 400, 'is no time'],
  ['at=9999-01-01', 422, 'Nothing is known of that moment'],
  ['from=2026-03-02&to=2026-03-01', 422, 'too short'],
  ['from=2020-03-02&to=2026-03-01', 422, '186 days at most'],
  ['tz=Mars/Olympus', 400, 'no such time zone'],
] as const;

it('says what is wrong with a period, a moment or a zone', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  for (const [search, status, words] of REFUSED) {
    for (const path of ['', '/history']) {
      const response = await viewer.app.request(`/servers/${id}${path}?${search}`);
      expect([search, response.status]).toEqual([search, status]);
      expect(await response.text()).toContain(words);
    }
  }
});

it('shows what a server calls its maps as text', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  for (const name of HOSTILE_NAMES) {
    const id = await seedNight(test, name);
    expect(strangeTags(await textOf(viewer, `/servers/${id}?${PERIOD}`))).toEqual([]);
  }
});

it('keeps zone and period in its links, and refreshes itself only where it ends now', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedNight(test);
  const past = await textOf(viewer, `/servers/${id}?${PERIOD}&tz=Asia/Kolkata`);
  expect(past).toContain('tz=Asia%2FKolkata&amp;range=7d');
  expect(past).not.toContain(`hx-get="/servers/${id}/history`);
  const now = await textOf(viewer, `/servers/${id}?range=7d&tz=Asia/Kolkata`);
  expect(now).toContain(`hx-get="/servers/${id}/history?range=7d&amp;tz=Asia%2FKolkata"`);
  expect(now).toContain('aria-label="Last 7 days" aria-current="true"');
});
