import { parseSteamId } from '@rollcall/shared';
import { player } from './answer.ts';
import type { Draft } from './draft.ts';
import { connectedSeconds, wholeNumber, words } from './text.ts';

/**
 * Reads a line of CS2's players section: `id time ping loss state rate adr 'name'`. A name is not escaped: it goes from the
 * first quote, before which all is the server's own, to the last one.
 */
export function readSource2Row(draft: Draft, line: string): void {
  const open = line.indexOf("'");
  const close = line.lastIndexOf("'");
  const [id, time, ping, loss, state, rate, address] = words(
    line,
    0,
    open === -1 ? Math.min(line.length, 200) : open,
  );
  const userId = wholeNumber(id);
  if (userId === null) return;
  // An empty slot; rate and address run together in it: `0unknown`.
  if (userId === 65535 || time === '[NoChan]') return;
  if (ping !== undefined && wholeNumber(ping) === null) return;
  if (close <= open || rate === undefined) {
    draft.damaged = true;
    return;
  }
  const name = line.slice(open + 1, close);
  if (time === 'BOT') {
    draft.botNames.push(name);
    return;
  }
  draft.roster.push(
    player({
      playerId: steamIdOf(address),
      name,
      connectedSeconds: connectedSeconds(time),
      ping: wholeNumber(ping),
      userId,
      loss: wholeNumber(loss),
      state: state ?? null,
      address: address ?? null,
    }),
  );
}

/** Whoever is relayed shows an identity in place of an address: `[U:1:N]:0`. */
function steamIdOf(address: string | undefined): bigint | null {
  if (address?.startsWith('[U:') !== true) return null;
  return parseSteamId(address.slice(0, address.indexOf(']') + 1));
}
