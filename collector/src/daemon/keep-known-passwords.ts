import type { Logger } from '@rollcall/shared';
import type { RegisteredServer } from '../store/registry.ts';

/**
 * Keeps the password of a server where the stored one can no longer be opened: keys were changed before this collector knew the new one,
 * and to stop polling for that would tear a hole into the history. What is wrong is told once, and shows after a restart.
 */
export function keepKnownPasswords(
  before: readonly RegisteredServer[],
  now: readonly RegisteredServer[],
  log: Pick<Logger, 'warn'>,
): readonly RegisteredServer[] {
  if (now.every(({ passwordProblem }) => passwordProblem === null)) return now;
  const known = new Map(before.map((server) => [server.id, server]));
  const kept: string[] = [];
  let reason: string | null = null;
  const servers = now.map((server) => {
    const old = known.get(server.id);
    if (server.passwordProblem === null || old === undefined || !isSamePlace(old, server)) {
      return server;
    }
    if (old.passwordProblem !== null || old.password === '') return server;
    kept.push(server.name);
    reason = server.passwordProblem;
    return { ...server, password: old.password, passwordProblem: null };
  });
  if (kept.length > 0) {
    log.warn(
      { servers: kept.length, first: kept[0], reason },
      'stored passwords cannot be opened any more: those known before go on being used, until a restart',
    );
  }
  return servers;
}

/** A password goes nowhere but where it was for. */
function isSamePlace(a: RegisteredServer, b: RegisteredServer): boolean {
  return a.host === b.host && a.port === b.port && a.protocol === b.protocol;
}
