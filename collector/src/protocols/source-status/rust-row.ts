import { parseSteamId } from '@rollcall/shared';
import { player } from './answer.ts';
import type { Draft } from './draft.ts';
import { wholeNumber, words } from './text.ts';

const SECONDS = /^(\d{1,9})(?:\.\d{1,9})?s$/;

/** Reads a line below Rust's column line: `id "name" ping 123.45s addr [owner] violation kicks`. */
export function readRustRow(draft: Draft, line: string, whole: boolean): void {
  const open = line.indexOf('"');
  const id = line.slice(0, Math.max(open, 0)).trim();
  if (!/^\d{1,20}$/.test(id)) return;
  const close = line.lastIndexOf('"');
  const [ping, connected = '', address] = words(line, close + 1, line.length);
  if (close === open || connected === '' || (!whole && address === undefined)) {
    draft.damaged = true;
    return;
  }
  draft.roster.push(
    player({
      playerId: parseSteamId(id),
      name: line.slice(open + 1, close),
      connectedSeconds: wholeNumber(SECONDS.exec(connected)?.[1]),
      ping: wholeNumber(ping),
      address: address ?? null,
    }),
  );
}
