import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { ServerMemory } from './server-memory.ts';

/** What is watched at one moment. */
export interface Census {
  /** Servers by how their last poll ended; `new` where there was none. */
  readonly servers: Readonly<Record<ReachabilityStatus | 'new', number>>;
  readonly openSessions: number;
}

export function takeCensus(
  memories: Iterable<Pick<ServerMemory, 'status' | 'openSessions'>>,
): Census {
  const servers = { ok: 0, auth: 0, timeout: 0, unreachable: 0, protocol: 0, new: 0 };
  let openSessions = 0;
  for (const memory of memories) {
    servers[memory.status ?? 'new'] += 1;
    openSessions += memory.openSessions;
  }
  return { servers, openSessions };
}
