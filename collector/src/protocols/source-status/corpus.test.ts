import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  parseRoster,
  toObservation,
  type ParsedAnswer,
  type ParsedPlayer,
} from './parse-answer.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

const expectedRow = z.strictObject({
  name: z.string(),
  steamId64: z.string().nullable(),
  connectedSeconds: z.number().nullable(),
  ping: z.number().nullable(),
  userid: z.number().optional(),
  loss: z.number().optional(),
  state: z.string().optional(),
  score: z.number().optional(),
  adr: z.string().nullable().optional(),
  uid: z.string().optional(),
});

const index = fixture('index.jsonl')
  .trim()
  .split('\n')
  .map((line) =>
    z
      .object({
        file: z.string(),
        // Leaves out what is nobody's: empty slots, Rust's queues, the 0 that CS2 prints for an untold maximum.
        expected: z.object({
          hostname: z.string().optional(),
          map: z.string().nullable(),
          humans: z.number().nullable(),
          max: z.number().nullable(),
          bots: z.number().nullable(),
          hibernating: z.boolean().nullable(),
          reserved: z.boolean().optional(),
          reservation: z.string().optional(),
          totalOnly: z.boolean().optional(),
          totalActive: z.number().optional(),
          hltv: z.number().optional(),
          roster: z.array(expectedRow),
          botNames: z.array(z.string()).optional(),
        }),
      })
      .parse(JSON.parse(line)),
  );

/** The fields of the row that the capture's expectation has. */
function shownRow(row: ParsedPlayer, like: z.output<typeof expectedRow> | undefined) {
  const all = {
    name: row.name,
    steamId64: row.playerId?.toString() ?? null,
    connectedSeconds: row.connectedSeconds,
    ping: row.ping,
    userid: row.userId,
    loss: row.loss,
    state: row.state,
    score: row.score,
    adr: row.address,
    uid: row.gameId,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([key]) => like === undefined || key in like),
  );
}

function shown(answer: ParsedAnswer | null, like: (typeof index)[number]['expected']) {
  if (answer === null) return null;
  const all = {
    ...answer,
    max: answer.maxPlayers,
    hltv: answer.relays,
    roster: answer.roster.map((row, at) => shownRow(row, like.roster[at])),
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in like));
}

describe('parseRoster', () => {
  it.each(index)('reads all of $file', ({ file, expected }) => {
    expect(shown(parseRoster(fixture(file)), expected)).toEqual(expected);
  });

  it.each(index)('reads all of $file with CRLF line ends', ({ file, expected }) => {
    const text = fixture(file).replaceAll('\n', '\r\n');
    expect(shown(parseRoster(text), expected)).toEqual(expected);
  });

  // Palworld's list has neither a count nor an end: cut between two rows it looks whole.
  const countable = index.filter(
    ({ file, expected }) => expected.roster.length > 0 && !file.startsWith('palworld'),
  );

  it.each(countable)(
    'never takes a cut $file for the whole, nor anything in it for another',
    ({ file }) => {
      const text = fixture(file);
      const told = (answer: ParsedAnswer | null) =>
        (answer?.roster ?? []).map((row) => [row.playerId, row.name, row.connectedSeconds]);
      const all = told(parseRoster(text));
      for (let length = 0; length < text.length; length += 1) {
        const answer = parseRoster(text.slice(0, length));
        const rows = told(answer);
        const whole = answer !== null && toObservation(answer).complete;
        expect(rows, `cut after ${length}`).toEqual(all.slice(0, whole ? all.length : rows.length));
      }
    },
  );
});
