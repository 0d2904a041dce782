import { parseSteamId } from '@rollcall/shared';
import { player, type AnswerFormat, type ParsedAnswer, type ParsedPlayer } from './answer.ts';

const ACTIVE = /^-+\s*Active Players\s*-+\s*$/;
const DISCONNECTED = /^-+\s*Recently Disconnected Players\b/;
const SQUAD_STEAM_ID = /\b(?:SteamID|steam):\s*(\d{17})\b/;
const PALWORLD_HEAD = 'name,playeruid,steamid';
const CELL = /^\w{1,80}$/;

/** Reads Squad's `ListPlayers`; who has left is listed behind those who play. Null where it is none. */
export function parseSquad(text: string): ParsedAnswer | null {
  const lines = text.split('\n').map(trimmed);
  const head = lines.findIndex((line) => ACTIVE.test(line.slice(0, 80)));
  if (head === -1) return null;
  const rows: ParsedPlayer[] = [];
  let damaged = false;
  for (const line of lines.slice(head + 1)) {
    if (DISCONNECTED.test(line.slice(0, 80))) return listed('squad', rows, damaged);
    if (!line.startsWith('ID: ')) continue;
    const row = readSquadRow(line);
    if (row === null) damaged = true;
    else rows.push(row);
  }
  return listed('squad', rows, true);
}

/** `ID: 0 | SteamID: 7656… | Name: x | Team ID: 1 | …`. A name may hold all of that: it is read from both ends. */
function readSquadRow(line: string): ParsedPlayer | null {
  const name = line.indexOf('| Name: ');
  const team = line.lastIndexOf(' | Team ID:');
  if (name === -1 || team < name) return null;
  const steamId = SQUAD_STEAM_ID.exec(line.slice(0, Math.min(name, 300)))?.[1];
  return player({ playerId: parseSteamId(steamId ?? ''), name: line.slice(name + 8, team) });
}

/** Reads Palworld's `ShowPlayers`: values with commas between them and no quotes. Null where it is none. */
export function parsePalworld(text: string): ParsedAnswer | null {
  const lines = text.split('\n').map(trimmed);
  const head = lines.findIndex((line) => line.trim().toLowerCase() === PALWORLD_HEAD);
  if (head === -1) return null;
  const rows: ParsedPlayer[] = [];
  let damaged = false;
  for (const line of lines.slice(head + 1)) {
    if (line.trim() === '') continue;
    const row = readPalworldRow(line);
    if (row === null) damaged = true;
    else rows.push(row);
  }
  return listed('palworld', rows, damaged || isPalworldCut(text, rows));
}

/** A name may hold commas: the row is read from its right end. */
function readPalworldRow(line: string): ParsedPlayer | null {
  const last = line.lastIndexOf(',');
  const middle = line.lastIndexOf(',', last - 1);
  const gameId = line.slice(middle + 1, last);
  const id = line.slice(last + 1).trim();
  if (last <= 0 || middle === -1 || !CELL.test(gameId) || !CELL.test(id)) return null;
  // Newer servers say whose account it is: `steam_7656…`, `xbox_…`.
  const playerId = parseSteamId(id.replace(/^steam_/, ''));
  return player({ playerId, name: line.slice(0, middle), gameId });
}

/**
 * Palworld counts characters where it should count bytes: with a name beyond ASCII the end of the answer is missing. A last row
 * that ends as it should is trusted without its line end.
 */
function isPalworldCut(text: string, rows: readonly ParsedPlayer[]): boolean {
  if (text.endsWith('\n') || rows.length === 0) return false;
  return rows.at(-1)?.playerId === null || /[^\0-\x7f]/.test(text);
}

function listed(
  format: AnswerFormat,
  roster: readonly ParsedPlayer[],
  truncated: boolean,
): ParsedAnswer {
  return {
    format,
    hostname: null,
    map: null,
    humans: truncated ? null : roster.length,
    maxPlayers: null,
    bots: null,
    hibernating: null,
    reserved: null,
    reservation: null,
    totalOnly: false,
    totalActive: null,
    footerCount: null,
    roster,
    botNames: [],
    relays: 0,
    truncated,
    needsIds: false,
  };
}

const trimmed = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
