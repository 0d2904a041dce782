import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it, vi } from 'vitest';
import { sourceRconCaptures, type Capture } from './captures.ts';
import { freePort } from './free-port.ts';
import { replayServer } from './replay-server.ts';
import { rollcall, rollcallViewer, run, start } from './processes.ts';
import { together } from './together.ts';

const PASSWORD = 'a captured secret';

/** What a server that gave this capture answers to which command. */
function answersOf(capture: Capture): ReadonlyMap<string, Buffer> {
  if (capture.command === 'status_json') {
    // Such a server prints the roster as text too, without Steam ids; the text here is the same server's in short.
    const text = [
      '----- Status -----',
      '@ Current  :  game',
      'players  : 1 humans, 12 bots (0 max) (not hibernating) (unreserved)',
      '---------spawngroups----',
      'loaded spawngroup(  1)  : SV:  [1: de_dust2 | main lump | mapload]',
      '---------players--------',
      '  id     time ping loss      state   rate adr name',
      "   2    02:05   20    0     active 786432 172.18.0.1:37738 'LarryCucumber'",
      '#end',
      '',
    ].join('\n');
    return new Map([
      ['status', Buffer.from(text)],
      ['status_json', capture.text],
    ]);
  }
  return new Map([[capture.command.split(';')[0] ?? '', capture.text]]);
}

it('brings every captured answer through a socket, the collector and Postgres onto the page', async () => {
  await using test = await createTestDatabase();
  await using cleanUp = together();
  const captures = sourceRconCaptures();
  const env = {
    DATABASE_URL: test.url,
    LIVE_STATE_POLL_SECONDS: '2',
    LIVE_STATE_QUERY_TIMEOUT_SECONDS: '1.5',
  };
  const ids = new Map<string, number>();
  for (const capture of captures) {
    const server = cleanUp.use(await replayServer(PASSWORD, answersOf(capture)));
    const [row] = await test.db.$client<{ id: number }[]>`
      insert into servers (name, host, port) values (${capture.file}, '127.0.0.1', ${server.port})
      returning id`;
    if (!row) throw new Error('no row');
    await test.db.$client`insert into server_credentials values (${row.id}, ${PASSWORD})`;
    ids.set(capture.file, row.id);
  }
  const collector = cleanUp.use(start(rollcall, ['run'], env));
  await vi.waitFor(
    async () => {
      const [row] = await test.db
        .$client`select count(distinct server_id)::int as n from server_state`;
      expect(row?.['n'], collector.output()).toBe(captures.length);
    },
    { timeout: 30_000, interval: 200 },
  );

  for (const capture of captures) {
    const id = ids.get(capture.file) ?? 0;
    const { expected } = capture;
    const states = await test.db.$client`
      select players, max_players, bots, map, hibernating from server_state where server_id = ${id}`;
    expect(states, capture.file).toEqual([
      {
        players: expected.humans,
        max_players: expected.max,
        bots: expected.bots,
        map: expected.map,
        hibernating: expected.hibernating,
      },
    ]);
    const sessions = await test.db.$client`
      select player_id, name_at_join from server_player_session
      where server_id = ${id} and left_at is null`;
    const seen = sessions.map((s) => `${String(s['player_id'])} ${String(s['name_at_join'])}`);
    const identified = expected.roster.filter((player) => player.steamId64 !== null);
    expect(seen.toSorted(), capture.file).toEqual(
      identified.map((player) => `${player.steamId64 ?? ''} ${player.name}`).toSorted(),
    );
  }
  expect(await test.db.$client`select * from server_reachability where status <> 'ok'`).toEqual([]);

  const port = await freePort();
  cleanUp.use(
    start(rollcallViewer, [], { DATABASE_URL: test.readerUrl, VIEWER_PORT: String(port) }),
  );
  const page = (path: string) => fetch(`http://127.0.0.1:${String(port)}${path}`);
  await vi.waitFor(
    async () => {
      expect((await page('/readyz')).status).toBe(200);
    },
    {
      timeout: 20_000,
      interval: 200,
    },
  );
  for (const capture of captures) {
    const response = await page(`/servers/${String(ids.get(capture.file))}`);
    const html = textOf(await response.text());
    expect(response.status, capture.file).toBe(200);
    if (capture.expected.map !== null) expect(html, capture.file).toContain(capture.expected.map);
    for (const player of capture.expected.roster) {
      if (player.steamId64 === null) continue;
      expect(html, capture.file).toContain(oneLine(player.name));
    }
  }
  expect(await run(rollcall, ['status', '--json'], env)).toMatchObject({ code: 0 });
}, 90_000);

/** The text that a reader of the page sees, white space folded. */
function textOf(html: string): string {
  const text = html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
  return oneLine(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
