import { parseSteamId } from '@rollcall/shared';
import { player } from './answer.ts';
import type { Draft } from './draft.ts';
import { addNoPerson, isNoPerson } from './source-row.ts';
import { connectedSeconds, wholeNumber } from './text.ts';

const CELLS = 8;

/**
 * Reads a line of GoldSrc's `stat`: `slot name userid uniqueid frag time ping loss [adr]`, cells of fixed width with tabs between
 * them, so that long names and times come cut.
 */
export function readStatRow(draft: Draft, line: string, whole: boolean): void {
  const cells = line.split('\t', 64);
  const slot = cells[0]?.trim();
  if (wholeNumber(slot) === null || cells[1]?.startsWith('"') !== true) return;
  // A tab in a name makes a cell more: the row is read from its right end.
  const shift = cells.findLastIndex(
    (cell, at) => at >= 3 && isId(cell.trim()) && wholeNumber(cells[at - 1]?.trim()) !== null,
  );
  if (shift === -1 || cells.length < CELLS || cells.length < shift + 5) {
    draft.damaged = true;
    return;
  }
  const id = cells[shift]?.trim() ?? '';
  const name = unquoted(cells.slice(1, shift - 1).join('\t'));
  if (isNoPerson(id)) {
    addNoPerson(draft, id, name, whole);
    return;
  }
  draft.roster.push(
    player({
      playerId: parseSteamId(id),
      name,
      userId: wholeNumber(cells[shift - 1]?.trim()),
      score: wholeNumber(cells[shift + 1]?.trim()),
      // Hours stand at the left of their field: `6 :51:20`.
      connectedSeconds: connectedSeconds(cells[shift + 2]?.replaceAll(' ', '')),
      ping: wholeNumber(cells[shift + 3]?.trim()),
      loss: wholeNumber(cells[shift + 4]?.trim()),
      address: cells[shift + 5]?.trim() ?? null,
    }),
  );
}

/** `"Tolyan" `, or `"Cep>I<aH` where the cell had no room for the closing quote. */
function unquoted(cell: string): string {
  const padded = cell.slice(1).trimEnd();
  return padded.endsWith('"') ? padded.slice(0, -1) : padded;
}

const isId = (cell: string): boolean => /^(?:[A-Z_]+(?:_?\d:\d:\d+)?|\[.*\])$/.test(cell);
