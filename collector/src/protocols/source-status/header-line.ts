import type { Draft } from './draft.ts';
import { readPlayersLine } from './players-line.ts';

const LONGEST_KEY = 24;
const SPAWN_GROUP = /\[1:\s*([^\s|\]]{1,128})/;

/** Reads a line such as `map     : c1m1_hotel`; of each key the first one counts. False where it is no such line. */
export function readHeaderLine(draft: Draft, line: string): boolean {
  let colon = 1;
  while (colon < LONGEST_KEY && line.charCodeAt(colon) !== 0x3a) colon += 1;
  if (line.charCodeAt(colon) !== 0x3a) return false;
  const key = line.slice(0, colon).trimEnd();
  switch (key) {
    case 'hostname':
      if (draft.hostname === null) {
        draft.hostname = line.slice(colon + 1).trim();
        draft.playersBeforeHostname = draft.players !== null;
      }
      return true;
    case 'map':
      draft.mapLine ??= line.slice(colon + 1).trim();
      return true;
    case 'players':
      readPlayers(draft, line.slice(colon + 1).trim());
      return true;
    case 'os':
      draft.endExpected = true;
      return true;
    case 'os/type':
      draft.branch = 'source2';
      return true;
    default:
      if (!key.startsWith('loaded spawngroup')) return false;
      draft.branch = 'source2';
      draft.spawnGroupMap ??= SPAWN_GROUP.exec(line.slice(colon, colon + 200))?.[1] ?? null;
      return true;
  }
}

function readPlayers(draft: Draft, value: string): void {
  if (draft.players !== null && !draft.playersBeforeHostname) return;
  const players = readPlayersLine(value);
  if (players === null) return;
  draft.players = players;
  draft.playersBeforeHostname = false;
  if (players.totalActive !== null) draft.branch = 'goldsrc';
  if (players.queues) draft.branch = 'rust';
  if (players.hibernating !== null) draft.endExpected = true;
}
