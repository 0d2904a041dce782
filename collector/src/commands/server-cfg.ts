import { UserError } from '@rollcall/shared';
import { passwordProblem } from '../fleet/server-rules.ts';
import { formatAddress } from '../transport/tcp.ts';
import { printable } from './printable.ts';

export interface CfgServer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/**
 * The lines that belong at the end of the game's `server.cfg`; all but one are comments.
 *
 * @throws UserError for a password that cannot be written there.
 */
export function serverCfg(server: CfgServer, password: string): string {
  const problem = passwordProblem(password);
  if (problem !== null) throw new UserError(problem);
  return `// Rollcall: ${printable(server.name)} (${formatAddress(server)})
// These lines belong at the END of server.cfg, after every "exec": the last rcon_password wins.
rcon_password "${password}"
// The game bans an address after a few wrong passwords. To be safe, name the address that the collector comes from:
// sv_rcon_whitelist_address "<address of the collector>"
// The remote console is TCP on the port of the game; the game opens it only when it is started with -usercon.
`;
}
