import { describe, expect, it } from 'vitest';
import { parseRoster, toObservation } from './parse-answer.ts';

const GOLDSRC = '#      name userid uniqueid frag time ping loss adr';

describe('GoldSrc rows', () => {
  const goldSrc = (line: string, footer = '1 users') =>
    parseRoster(['players :  1 active (24 max)', '', GOLDSRC, line, footer, ''].join('\n'));

  it.each([
    ['# 1 "a" 4664 STEAM_0:0:100001 202 07:27   58    0 192.0.2.101:27005', 202, 447, 58],
    [
      '#10    "a" 4664 STEAM_0:0:100001 -1234  3:15:46  999   12 192.0.2.101:27005',
      -1_234,
      11_746,
      999,
    ],
    ['# 7 "a" 4383 STEAM_0:0:100001   0 100:29:03   44    0', 0, 361_743, 44],
  ])('are read: %s', (line, score, seconds, ping) => {
    const answer = goldSrc(line);
    expect(answer).toMatchObject({ format: 'goldsrc', humans: 1, bots: 0, totalActive: 1 });
    expect(answer?.roster[0]).toMatchObject({
      playerId: 76561197960465730n,
      score,
      ping,
      connectedSeconds: seconds,
    });
    expect(answer && toObservation(answer).complete).toBe(true);
  });

  it('of bots and HLTV proxies are no humans', () => {
    for (const line of [
      '# 1 "bot" 319 BOT   6  3:15:46    0    0',
      '#10 "HLTV Proxy" 4671 HLTV hltv:0/128 delay:30 00:59  101    0 192.0.2.109:27120',
    ]) {
      expect(goldSrc(line)).toMatchObject({ humans: 0, roster: [] });
    }
  });

  it('tell nothing for sure without the footer, or with another count in it', () => {
    const line = '# 1 "a" 4664 STEAM_0:0:100001 202 07:27   58    0 192.0.2.101:27005';
    for (const footer of ['', '2 users', '1 user']) {
      const answer = goldSrc(line, footer);
      expect(answer && toObservation(answer).complete).toBe(false);
    }
  });

  it('leave the count of humans open while some are missing', () => {
    const answer = parseRoster(['players :  9 active (24 max)', '', GOLDSRC, ''].join('\n'));
    expect(answer).toMatchObject({ humans: null, bots: null, maxPlayers: 24, totalActive: 9 });
  });

  it('may come as cells with tabs between them, cut to their width', () => {
    const answer = parseRoster(
      [
        'players :  3 active (24 max)',
        '#\tname     \tuserid \tuniqueid            \tfrag\ttime    \tping\tloss\tadr',
        '3\t"Kis"    \t4660   \tSTEAM_0:0:100002\t0   \t33:52   \t83  \t0   \t192.0.2.102:27005',
        '7\t"jorkatax\t4383   \tSTEAM_0:0:100003 \t-1  \t100:51:2\t48  \t0   \t192.0.2.103:27005',
        '9\t"a\tb"    \t4384   \tSTEAM_0:0:100004 \t0   \t6 :51:20\t48  \t0   \t192.0.2.103:27005',
        '3 users',
        '',
      ].join('\n'),
    );
    expect(answer?.roster.map((r) => [r.name, r.userId, r.score, r.connectedSeconds])).toEqual([
      ['Kis', 4_660, 0, 2_032],
      ['jorkatax', 4_383, -1, null],
      ['a\tb', 4_384, 0, 24_680],
    ]);
  });
});
