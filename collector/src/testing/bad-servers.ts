import { badBytes } from './bad-bytes.ts';
import { badManners } from './bad-manners.ts';
import type { BadServer } from './bad-server.ts';
import { blackHole } from './black-hole.ts';
import { oddServers } from './odd-servers.ts';

/** Every way in which a Source RCON server has been seen, or can be thought, to misbehave. */
export const badServers: readonly BadServer[] = [
  ...badBytes,
  ...badManners,
  { name: 'never accepts a connection', expectedStatus: 'timeout', start: blackHole },
  ...oddServers,
];
