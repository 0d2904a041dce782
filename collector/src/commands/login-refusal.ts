import { UserError, type Database } from '@rollcall/shared';
import { serverReachability, type ReachabilityStatus } from '@rollcall/shared/schema';
import { and, eq, isNull } from 'drizzle-orm';
import type { RegisteredServer } from '../store/registry.ts';
import { formatAge } from './ages.ts';

/** What the collector found when it last tried a server. */
export interface KnownReachability {
  readonly status: ReachabilityStatus;
  readonly detail: string | null;
  readonly since: Date;
}

/**
 * Whether the collector was refused with the very password that is stored: then nobody else should try it, since a Source server bans an
 * address after a few. What was changed since is another one.
 */
export function wasRefused(
  { updatedAt }: Pick<RegisteredServer, 'updatedAt'>,
  reachability: KnownReachability | null,
): boolean {
  return reachability?.status === 'auth' && updatedAt <= reachability.since;
}

/** How the refusal is ended. */
export function refusalAdvice(name: string): string {
  return (
    'another wrong password may ban this address. Correct it on one side: "rollcall servers cfg" prints what server.cfg has to say, ' +
    '"rollcall servers set" with --password-file stores another (or the same again), and the collector tries at once then; ' +
    `"rollcall poll ${name}" does once`
  );
}

/** @throws UserError where the collector was refused with the password that is stored: one more failed login may ban this address. */
export async function requireNotRefused(db: Database, server: RegisteredServer): Promise<void> {
  const [reachability = null] = await db
    .select({
      status: serverReachability.status,
      detail: serverReachability.detail,
      since: serverReachability.startedAt,
    })
    .from(serverReachability)
    .where(and(eq(serverReachability.serverId, server.id), isNull(serverReachability.endedAt)));
  if (reachability === null || !wasRefused(server, reachability)) return;
  throw new UserError(
    `"${server.name}" was not asked: it refused the collector's login with the stored password (${formatAge(reachability.since, new Date())}), and ${refusalAdvice(server.name)}`,
  );
}
