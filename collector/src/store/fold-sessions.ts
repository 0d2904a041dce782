import type { EndReason } from '@rollcall/shared/schema';
import type { Change, PingRange } from '../reconcile/change.ts';
import { storable } from './storable.ts';

interface Key {
  readonly serverId: number;
  readonly playerId: bigint;
  readonly joinedAt: Date;
}

interface Close {
  readonly leftAt: Date;
  readonly lastSeenAt: Date;
  readonly reason: EndReason;
}

export interface FoldedSessions {
  /** New rows; with an end when they closed in the same batch. */
  readonly opened: readonly (Key & {
    readonly name: string;
    readonly ping: PingRange | null;
    readonly end: Close | null;
  })[];
  /** Rows there were, which are closed now. `again`: it was closed before, too, and reopened in between. */
  readonly closed: readonly (Key & {
    readonly end: Close;
    readonly ping: PingRange | null;
    readonly again: boolean;
  })[];
  /** Rows there were, which are open again. */
  readonly reopened: readonly Key[];
  /** Rows there were, of which nothing changes but the range of pings. */
  readonly pings: readonly (Key & { readonly ping: PingRange })[];
}

interface Folding {
  readonly key: Key;
  /** The name used when joining, if the session opens in this batch. */
  opened: string | null;
  end: Close | null;
  reopened: boolean;
  ping: PingRange | null;
}

/** What the changes come to for each session. */
export function foldSessions(changes: readonly Change[]): FoldedSessions {
  const sessions = new Map<string, Folding>();
  const at = ({ serverId, playerId, joinedAt }: Key): Folding => {
    const name = `${String(serverId)} ${String(playerId)} ${String(joinedAt.getTime())}`;
    const found = sessions.get(name);
    if (found !== undefined) return found;
    const key = { serverId, playerId, joinedAt };
    const started = { key, opened: null, end: null, reopened: false, ping: null };
    sessions.set(name, started);
    return started;
  };
  for (const change of changes) {
    switch (change.type) {
      case 'session-opened': {
        const session = at(change);
        session.opened = storable(change.name);
        session.end = null;
        session.ping = widest(session.ping, change.ping);
        break;
      }
      case 'session-closed': {
        const session = at(change);
        const { leftAt, lastSeenAt, reason } = change;
        session.end = { leftAt, lastSeenAt, reason };
        session.ping = widest(session.ping, change.ping);
        break;
      }
      case 'session-reopened': {
        const session = at(change);
        session.end = null;
        session.reopened = true;
        break;
      }
      case 'ping-widened': {
        const session = at(change);
        session.ping = widest(session.ping, change.ping);
        break;
      }
      case 'state-started':
      case 'state-ended':
      case 'name-seen':
      case 'reachability-started':
      case 'reachability-ended':
      case 'watch-started':
      case 'watch-lost':
      case 'answers-incomplete':
        break;
    }
  }
  return sorted([...sessions.values()]);
}

function sorted(sessions: readonly Folding[]): FoldedSessions {
  const stored = sessions.filter((session) => session.opened === null);
  return {
    opened: sessions.flatMap(({ key: { serverId, playerId, joinedAt }, opened, end, ping }) =>
      opened === null ? [] : [{ serverId, playerId, joinedAt, name: opened, end, ping }],
    ),
    closed: stored.flatMap(({ key, end, ping, reopened }) =>
      end === null ? [] : [{ ...key, end, ping, again: reopened }],
    ),
    reopened: stored.flatMap(({ key, end, reopened }) => (reopened && end === null ? [key] : [])),
    pings: stored.flatMap(({ key, end, ping }) =>
      end === null && ping !== null ? [{ ...key, ping }] : [],
    ),
  };
}

function widest(a: PingRange | null, b: PingRange | null): PingRange | null {
  if (a === null || b === null) return a ?? b;
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
