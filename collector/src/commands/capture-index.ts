import { parseRoster, type ParsedAnswer } from '../protocols/source-status/parse-answer.ts';

/** Where a capture comes from. */
export interface CaptureOrigin {
  /** Name of the file, without a folder. */
  readonly file: string;
  readonly protocol: string;
  /** What the server was asked. */
  readonly command: string;
  readonly at: Date;
}

/**
 * The line for `index.jsonl` that makes a masked capture a fixture as it is: what the parser reads from it today, for a person to
 * compare with the text. Null where the parser does not know the form: then a person has to say what there is to read.
 */
export function captureIndexLine(text: string, origin: CaptureOrigin): string | null {
  const answer = parseRoster(text);
  if (answer === null) return null;
  const { file, protocol, command, at } = origin;
  return JSON.stringify({
    file,
    game: answer.format,
    protocol: `${protocol}-rcon`,
    command,
    channel: 'rcon',
    source: `rollcall poll --capture, ${at.toISOString().slice(0, 10)}`,
    synthetic: false,
    note: 'ids and addresses masked; expected is what the parser read: compare it with the text',
    expected: expectedOf(answer),
  });
}

function expectedOf(answer: ParsedAnswer) {
  return {
    ...(answer.hostname === null ? {} : { hostname: answer.hostname }),
    map: answer.map,
    humans: answer.humans,
    max: answer.maxPlayers,
    bots: answer.bots,
    hibernating: answer.hibernating,
    ...(answer.reserved === null ? {} : { reserved: answer.reserved }),
    ...(answer.reservation === null ? {} : { reservation: answer.reservation }),
    ...(answer.totalOnly ? { totalOnly: true } : {}),
    roster: answer.roster.map((row) => ({
      name: row.name,
      steamId64: row.playerId?.toString() ?? null,
      connectedSeconds: row.connectedSeconds,
      ping: row.ping,
      ...(row.userId === null ? {} : { userid: row.userId }),
      ...(row.loss === null ? {} : { loss: row.loss }),
      ...(row.state === null ? {} : { state: row.state }),
      ...(row.address === null ? {} : { adr: row.address }),
    })),
    ...(answer.botNames.length === 0 ? {} : { botNames: answer.botNames }),
  };
}
