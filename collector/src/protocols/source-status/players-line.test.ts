import { describe, expect, it } from 'vitest';
import { readPlayersLine, type PlayersLine } from './players-line.ts';

const nothing: PlayersLine = {
  humans: null,
  bots: null,
  maxPlayers: null,
  totalOnly: false,
  totalActive: null,
  hibernating: null,
  reserved: null,
  reservation: null,
  queues: false,
};
const cookie = '18600006da65d55';

const table: readonly [string, Partial<PlayersLine>][] = [
  [
    '4 humans, 0 bots (30 max) (not hibernating) (unreserved)',
    { humans: 4, bots: 0, maxPlayers: 30, hibernating: false, reserved: false },
  ],
  [
    `1 humans, 0 bots (4 max) (not hibernating) (reserved ${cookie})`,
    { humans: 1, bots: 0, maxPlayers: 4, hibernating: false, reserved: true, reservation: cookie },
  ],
  [
    '0 humans, 0 bots (12/0 max) (hibernating)',
    { humans: 0, bots: 0, maxPlayers: 12, hibernating: true },
  ],
  ['24 humans, 1 bots (33 max)', { humans: 24, bots: 1, maxPlayers: 33 }],
  [
    '17 humans, 7 bots (16/0 max) (not hibernating)',
    { humans: 17, bots: 7, maxPlayers: 16, hibernating: false },
  ],
  ['1 (8 max)', { humans: 1, maxPlayers: 8, totalOnly: true }],
  [
    '1 humans, 1 bots (0 max) (not hibernating) (unreserved)',
    { humans: 1, bots: 1, hibernating: false, reserved: false },
  ],
  [
    '0 humans, 5 bots (0 max) (hibernating) (unreserved)',
    { humans: 0, bots: 5, hibernating: true, reserved: false },
  ],
  ['9 active (24 max)', { totalActive: 9, maxPlayers: 24 }],
  ['6 (32 max) (0 queued) (0 joining)', { humans: 6, maxPlayers: 32, queues: true }],
  ['2 humans, 0 bots (-1 max)', { humans: 2, bots: 0 }],
  // Cut answers: what stands there is told, what does not is not.
  ['12 humans, 1 bots', { humans: 12, bots: 1 }],
  ['12 humans, 1 bots (3', { humans: 12, bots: 1 }],
];

describe('readPlayersLine', () => {
  it.each(table)('reads %s', (value, told) => {
    expect(readPlayersLine(value)).toEqual({ ...nothing, ...told });
  });

  it.each([
    '',
    '1',
    '12',
    '12 hum',
    '12 humans',
    '1 (8',
    'many (8 max)',
    '-1 humans, 0 bots (8 max)',
    '9999999999 humans, 0 bots (8 max)',
    'not 4 humans, 0 bots (8 max)',
  ])('takes %j for none', (value) => {
    expect(readPlayersLine(value)).toBeNull();
  });
});
