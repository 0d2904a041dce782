import { describe, expect, it } from 'vitest';
import { fetchSummaries, SteamApiError } from './steam-api.ts';
import {
  everybody,
  json,
  player,
  startFakeSteam,
  status,
  type Answer,
} from './testing/fake-steam.ts';

const KEY = 'SECRET+KEY';
const ADA = 76561197960287930n;
const BOB = 76561197960287931n;
const never = new AbortController().signal;

async function summariesOf(answer: Answer, ids: readonly bigint[], timeoutMs = 5_000) {
  await using steam = await startFakeSteam(answer);
  const summaries = await fetchSummaries({ url: steam.url, key: KEY, timeoutMs }, ids, never);
  return { summaries, calls: steam.calls };
}

it('asks once for all, and understands the answer in any order', async () => {
  const { summaries, calls } = await summariesOf(everybody, [ADA, BOB]);
  expect(calls).toEqual([
    { path: '/ISteamUser/GetPlayerSummaries/v2/', key: KEY, ids: [String(ADA), String(BOB)] },
  ]);
  expect(summaries.unclear).toEqual([]);
  expect(new Map(summaries.found.map((profile) => [profile.steamId64, profile]))).toEqual(
    new Map(
      [ADA, BOB].map((steamId64) => [
        steamId64,
        {
          steamId64,
          personaName: `Persona ${String(steamId64).slice(-3)}`,
          avatarUrl: `https://avatars.steamstatic.com/${String(steamId64)}_medium.jpg`,
        },
      ]),
    ),
  );
});

it('takes a private profile, which has a name and a picture, and leaves out who is absent', async () => {
  const secret = player(String(ADA), { communityvisibilitystate: 1 });
  const { summaries } = await summariesOf(json({ response: { players: [secret] } }), [ADA, BOB]);
  expect(summaries).toMatchObject({ found: [{ steamId64: ADA }], unclear: [] });
});

it('is not spoilt by entries that make no sense, and takes nobody it did not ask for', async () => {
  const players = [
    null,
    7,
    { steamid: 12 },
    { steamid: '1' },
    { steamid: String(BOB), personaname: 12 },
    player('76561197960287999'),
    player(String(ADA)),
  ];
  const { summaries } = await summariesOf(json({ response: { players } }), [ADA, BOB]);
  expect(summaries).toMatchObject({ found: [{ steamId64: ADA }], unclear: [BOB] });
});

it.each([
  ['https://avatars.akamai.steamstatic.com/a_medium.jpg', true],
  ['https://steamcdn-a.akamaihd.net/steamcommunity/public/images/avatars/xx/a.jpg', true],
  ['http://avatars.steamstatic.com/a.jpg', false],
  ['https://steamstatic.com.evil.example/a.jpg', false],
  ['https://evilsteamstatic.com/a.jpg', false],
  ['https://avatars.steamstatic.com:8443/a.jpg', false],
  ['https://user@avatars.steamstatic.com/a.jpg', false],
  ['javascript:alert(1)', false],
  [`https://avatars.steamstatic.com/${'a'.repeat(400)}`, false],
  ['', false],
  [undefined, false],
])('of the picture %s it takes: %s', async (avatarmedium, taken) => {
  const answer = json({ response: { players: [player(String(ADA), { avatarmedium })] } });
  const { summaries } = await summariesOf(answer, [ADA]);
  expect(summaries.found).toMatchObject([{ avatarUrl: taken ? avatarmedium : null }]);
});

describe('fails softly', () => {
  const hang: Answer = () => undefined;
  const hangInBody: Answer = (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.write('{');
  };
  const huge: Answer = (_, response) => {
    response.setHeader('content-type', 'application/json');
    const more = () => {
      while (!response.destroyed && response.write(' '.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const cut: Answer = (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.write('{"response":', () => response.destroy());
  };
  it.each<[string, Answer, Partial<SteamApiError>]>([
    [
      '429 that says when',
      status(429, { 'retry-after': '30' }),
      { kind: 'limited', retryAfterMs: 30_000 },
    ],
    ['429 that does not', status(429), { kind: 'limited', retryAfterMs: null }],
    [
      '429 that says nonsense',
      status(429, { 'retry-after': '-1e9' }),
      { kind: 'limited', retryAfterMs: null },
    ],
    ['500', status(500), { kind: 'unavailable' }],
    [
      '503 that says when',
      status(503, { 'retry-after': '5' }),
      { kind: 'unavailable', retryAfterMs: 5_000 },
    ],
    ['401', status(401), { kind: 'rejected' }],
    ['403 in HTML', status(403), { kind: 'rejected' }],
    ['HTML with status 200', status(200), { kind: 'unavailable' }],
    ['a redirect', status(302, { location: 'http://127.0.0.1:1/' }), { kind: 'unavailable' }],
    ['an empty body', json(''), { kind: 'unavailable' }],
    ['half an answer', cut, { kind: 'unavailable' }],
    ['another answer', json({ response: {} }), { kind: 'unavailable' }],
    ['silence', hang, { kind: 'unavailable' }],
    ['silence in the middle', hangInBody, { kind: 'unavailable' }],
    [
      'an endless body',
      huge,
      { kind: 'unavailable', message: 'the answer is longer than 1048576 bytes' },
    ],
  ])('at %s', async (name, answer, expected) => {
    const timeoutMs = name.startsWith('silence') ? 100 : 10_000;
    const error: unknown = await summariesOf(answer, [ADA], timeoutMs).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SteamApiError);
    expect(error).toMatchObject(expected);
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain('SECRET');
  });

  it('when nobody listens', async () => {
    const url = await (async () => {
      await using steam = await startFakeSteam(everybody);
      return steam.url;
    })();
    const error: unknown = await fetchSummaries(
      { url, key: KEY, timeoutMs: 5_000 },
      [ADA],
      never,
    ).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(String(error)).not.toContain('SECRET');
  });

  it('but not when it is stopped: then it ends with the reason', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    await using steam = await startFakeSteam(() => {
      stop.abort(reason);
    });
    const api = { url: steam.url, key: KEY, timeoutMs: 10_000 };
    await expect(fetchSummaries(api, [ADA], stop.signal)).rejects.toBe(reason);
  });
});
