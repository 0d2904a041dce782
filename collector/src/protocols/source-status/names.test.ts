import { describe, expect, it } from 'vitest';
import { PRINTERS, printStatus, type PrintedGame } from '../../practice/print-status.ts';
import { printCs2Json } from '../../practice/print-wide.ts';
import type { HumanRow, StatusFacts } from '../../practice/status-facts.ts';
import { joinSteamIds, parseRoster, toObservation } from './parse-answer.ts';

const games = Object.keys(PRINTERS) as PrintedGame[];

const row = (name: string, at: number): HumanRow => ({
  userId: 40 + at,
  slot: at + 1,
  name,
  steamId: 76561197960265729n + BigInt(at) * 1_000n,
  connectedSeconds: [7, 3_599, 3_600, 363_080][at % 4] ?? 0,
  ping: 20 + at,
  loss: at,
  state: 'active',
  address: `203.0.113.${at + 1}:27005`,
});

const factsOf = (names: readonly string[], hostname = 'a server'): StatusFacts => ({
  hostname,
  map: 'c1m1_hotel',
  port: 27_015,
  maxPlayers: 32,
  headerBots: 1,
  hibernating: false,
  reservation: null,
  humans: names.map(row),
  bots: [{ userId: 900, name: 'Coach' }],
});

/** Names that have been seen, or that somebody could think of, to be taken for something else. */
const NAMES = [
  'Crone',
  '',
  ' ',
  '  blanks at both ends  ',
  'Crownless Kings "13"',
  '"',
  '""',
  '" "',
  '# 2 1 "y" STEAM_1:0:5',
  '# 3 "x" BOT active',
  '#end',
  '#1 "Nade" [U:1:7] 00:01',
  'x" BOT active',
  'x" STEAM_1:0:5 00:10 5 0 active',
  'x" [U:1:7] 00:10 5 0 active 30000 1.2.3.4:5',
  'x" 7 STEAM_0:0:7 0 00:01 5 0 1.2.3.4:5',
  'HLTV',
  'BOT',
  'STEAM_1:0:12345',
  "O'Brien",
  "'",
  "x' 'y",
  "65535 [NoChan] 0 0 challenging 0unknown ''",
  'players : 99 humans',
  'players : 99 humans, 0 bots (99 max)',
  'hostname: mine',
  'active 30000players : 9 humans, 9 bots (9 max)',
  '<script>alert("1")</script>',
  '\u0001colour\u0007bell\u001b[31m',
  'carriage\rreturn',
  'tab\tin it',
  '\u202eright to left\u200f',
  'ด้้้้้้้้',
  '🦊',
  'half a charac\ufffd',
  '\\n \\" %s %n',
  '9 users',
  '-'.repeat(31),
] as const;

describe.each(games)('names in the status of %s', (game) => {
  it.each(NAMES)('reads %j as it is, among others', (name) => {
    const answer = parseRoster(printStatus(game, factsOf(['before', name, 'after'])));
    expect(answer?.roster.map((r) => r.name)).toEqual(['before', name, 'after']);
    expect(answer?.roster.map((r) => r.connectedSeconds)).toEqual([7, 3_599, 3_600]);
    expect(answer?.roster.map((r) => r.ping)).toEqual([20, 21, 22]);
    expect(answer?.roster.map((r) => r.userId)).toEqual([40, 41, 42]);
    expect(answer?.botNames).toEqual(['Coach']);
    expect(answer?.truncated).toBe(false);
    expect(answer?.hostname).toBe('a server');
  });

  it.each(NAMES.filter((name) => name.trim() === name))(
    'is not misled by a host name such as %j',
    (name) => {
      const answer = parseRoster(printStatus(game, factsOf(['somebody'], name)));
      expect(answer?.hostname).toBe(name);
      expect(answer?.roster.map((r) => r.name)).toEqual(['somebody']);
      expect(answer?.map).toBe('c1m1_hotel');
      expect(answer?.maxPlayers).toBe(game === 'cs2' ? null : 32);
      expect(answer?.humans).toBe(game === 'source-2009' ? 2 : 1);
    },
  );
});

it('joins all these names with their ids in CS2', () => {
  const facts = factsOf(NAMES);
  const status = parseRoster(printStatus('cs2', facts));
  const json = parseRoster(printCs2Json(facts));
  if (status === null || json === null) throw new Error('not understood');
  const joined = joinSteamIds(status, json);
  expect(joined.roster.map(({ playerId }) => playerId)).toEqual(
    facts.humans.map(({ steamId }) => steamId),
  );
  expect(toObservation(joined).complete).toBe(true);
});

it('gives names on without control bytes and halves of characters, and at most 128 characters long', () => {
  const names = [
    '\u0001red\u0000\u007f\u0085',
    'x'.repeat(300),
    `${'x'.repeat(127)}🦊🦊`,
    ' kept ',
  ];
  const answer = parseRoster(printStatus('l4d2', factsOf(names)));
  if (answer === null) throw new Error('not understood');
  const broken = {
    ...answer,
    map: '\u001b[2J',
    roster: [...answer.roster, { ...row('\ud83e x', 9), playerId: 5n, score: null, gameId: null }],
  };
  const seen = toObservation(broken);
  expect(seen.roster.map(({ name }) => name)).toEqual([
    'red',
    'x'.repeat(128),
    `${'x'.repeat(127)}🦊`,
    ' kept ',
    ' x',
  ]);
  expect(seen.map).toBe('[2J');
  expect(
    JSON.stringify(seen, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
  ).not.toContain('203.0.113');
});
