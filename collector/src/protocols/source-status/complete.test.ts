import { describe, expect, it } from 'vitest';
import { printStatus, type PrintedGame } from '../../practice/print-status.ts';
import type { StatusFacts } from '../../practice/status-facts.ts';
import { parseRoster, toObservation } from './parse-answer.ts';

const facts: StatusFacts = {
  hostname: 'x',
  map: 'de_dust2',
  port: 27_015,
  maxPlayers: 16,
  headerBots: 1,
  hibernating: false,
  reservation: null,
  humans: [1, 2, 3].map((at) => ({
    userId: at,
    slot: at,
    name: `player ${at}`,
    steamId: at === 3 ? null : 76561197960265728n + BigInt(at),
    connectedSeconds: at * 100,
    ping: 20,
    loss: 0,
    state: 'active',
    address: `203.0.113.${at}:27005`,
  })),
  bots: [{ userId: 9, name: 'SourceTV' }],
};
const seen = (text: string) => {
  const answer = parseRoster(text);
  if (answer === null) throw new Error('not understood');
  return toObservation(answer);
};
const without = (text: string, line: RegExp) =>
  text
    .split('\n')
    .filter((each) => !line.test(each))
    .join('\n');

describe.each<PrintedGame>(['l4d2', 'csgo', 'tf2', 'source-2009', 'goldsrc'])(
  'an answer of %s',
  (game) => {
    const text = printStatus(game, facts);

    it('is complete with everybody in it, also while an id is pending', () => {
      expect(seen(text)).toMatchObject({ complete: true, players: 3 });
      expect(seen(text).roster.map(({ playerId }) => playerId)).toContain(null);
    });

    it('is not complete without a row', () => {
      for (const at of [1, 2, 3]) {
        expect(seen(without(text, new RegExp(`"player ${at}"`)))).toMatchObject({
          complete: false,
        });
      }
    });

    it('is not complete without its count', () => {
      expect(seen(without(text, /^players|users$/)).complete).toBe(false);
    });

    it('is not complete when all rows are missing', () => {
      expect(seen(without(text, /^#\s*\d/)).complete).toBe(false);
    });
  },
);

describe('an answer', () => {
  it.each<PrintedGame>(['l4d2', 'csgo', 'cs2'])(
    'of %s is not complete without its #end',
    (game) => {
      const relayed = { ...facts, humans: [] };
      expect(seen(printStatus(game, relayed)).complete).toBe(true);
      expect(seen(without(printStatus(game, relayed), /^#end/)).complete).toBe(false);
      expect(seen(without(printStatus(game, relayed), /^#/)).complete).toBe(false);
    },
  );

  it('with one row too many is not complete', () => {
    const text = printStatus('tf2', facts).replace('players : 3', 'players : 2');
    expect(seen(text)).toMatchObject({ complete: false, players: 2 });
  });

  it('may count more humans than there is room for', () => {
    const text = printStatus('csgo', facts).replace('(16/0 max)', '(2/0 max)');
    expect(seen(text)).toMatchObject({ complete: true, players: 3, maxPlayers: 2 });
  });

  it('with one total for all subtracts the bots that it shows', () => {
    expect(seen(printStatus('source-2009', facts))).toMatchObject({ players: 3, bots: null });
    expect(seen(printStatus('source-2009', { ...facts, humans: [] }))).toMatchObject({
      players: 0,
      complete: true,
    });
  });

  it('with one total for all is not complete when it breaks off in what may not be a bot', () => {
    const humans = facts.humans.slice(0, 1).map((row) => ({ ...row, name: 'x" BOT active' }));
    const text = printStatus('source-2009', { ...facts, humans, bots: [] });
    const cut = text.slice(0, text.indexOf('active') + 'active'.length);
    expect(parseRoster(cut)?.botNames).toEqual(['x']);
    expect(seen(cut).complete).toBe(false);
  });

  it('shows one of two connections with the same id: the younger one', () => {
    const [old] = facts.humans;
    if (old === undefined) throw new Error('no row');
    const young = { ...old, userId: 77, name: 'back', connectedSeconds: 4 };
    for (const humans of [
      [old, young],
      [young, old],
    ]) {
      const answer = seen(printStatus('l4d2', { ...facts, humans }));
      expect(answer).toMatchObject({ complete: true, players: 2 });
      expect(
        answer.roster.map(({ userId, connectedSeconds }) => [userId, connectedSeconds]),
      ).toEqual([[77, 4]]);
    }
  });

  it('keeps all whose id is pending', () => {
    const humans = facts.humans.map((row) => ({ ...row, steamId: null }));
    expect(seen(printStatus('tf2', { ...facts, humans })).roster.length).toBe(3);
  });
});
