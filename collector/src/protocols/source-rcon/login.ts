import { AuthError } from '../../errors.ts';
import { SERVERDATA_AUTH_RESPONSE, type Packet } from './packet.ts';

/** The id of an AUTH_RESPONSE that says no, and later of one that says the login is gone. */
const REFUSED = -1;

export type LoginVerdict = 'accepted' | 'refused';

/**
 * What a packet says about the login that was sent before; null if nothing. Source sends an empty RESPONSE_VALUE first, which
 * means nothing; Minecraft, Factorio and others do not. Some proxies answer with another id than the one of the request.
 */
export function loginVerdict(packet: Packet): LoginVerdict | null {
  if (packet.type !== SERVERDATA_AUTH_RESPONSE) return null;
  return packet.id === REFUSED ? 'refused' : 'accepted';
}

/**
 * Refuses what no server can accept, before the attempt is counted there.
 *
 * @throws AuthError
 */
export function checkPassword(password: string): void {
  // Source refuses everybody while it has no password itself.
  if (password === '') throw new AuthError('no RCON password is stored for this server');
  if (password.includes('\0'))
    throw new AuthError('the stored RCON password holds a NUL character');
}
