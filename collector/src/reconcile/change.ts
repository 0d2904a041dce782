import type { EndReason, ReachabilityStatus } from '@rollcall/shared/schema';

/** What `server_state` tells run-length encoded. */
export interface ServerState {
  readonly players: number | null;
  readonly maxPlayers: number | null;
  readonly bots: number | null;
  readonly map: string | null;
  readonly hibernating: boolean | null;
}

export interface PingRange {
  readonly min: number;
  readonly max: number;
}

/** A session is named by (server, player, `joinedAt`), so that a batch can be applied twice without harm. */
interface SessionKey {
  readonly serverId: number;
  readonly playerId: bigint;
  readonly joinedAt: Date;
}

/** What must change in the store so that it agrees with what was seen. */
export type Change =
  | {
      readonly type: 'state-started';
      readonly serverId: number;
      readonly startedAt: Date;
      readonly state: ServerState;
    }
  | {
      readonly type: 'state-ended';
      readonly serverId: number;
      readonly startedAt: Date;
      readonly endedAt: Date;
    }
  | (SessionKey & {
      readonly type: 'session-opened';
      readonly name: string;
      readonly ping: PingRange | null;
      /** When the poll saw it: the player and the name were seen at this time. */
      readonly seenAt: Date;
    })
  | (SessionKey & {
      readonly type: 'session-closed';
      readonly leftAt: Date;
      readonly lastSeenAt: Date;
      readonly reason: EndReason;
      readonly ping: PingRange | null;
      /** The name used last. */
      readonly name: string;
    })
  /** The same connection was seen again: whatever closed the session was wrong. */
  | (SessionKey & {
      readonly type: 'session-reopened';
      readonly seenAt: Date;
      readonly name: string;
    })
  | (SessionKey & { readonly type: 'ping-widened'; readonly ping: PingRange })
  | {
      readonly type: 'name-seen';
      readonly playerId: bigint;
      readonly name: string;
      readonly seenAt: Date;
    }
  | {
      readonly type: 'reachability-started';
      readonly serverId: number;
      readonly status: ReachabilityStatus;
      readonly detail: string | null;
      readonly startedAt: Date;
    }
  | {
      readonly type: 'reachability-ended';
      readonly serverId: number;
      readonly startedAt: Date;
      readonly endedAt: Date;
    }
  /** So many answers more did not account for everybody (P9); the last of them at `lastAt`. */
  | {
      readonly type: 'answers-incomplete';
      readonly serverId: number;
      readonly count: number;
      readonly lastAt: Date;
    }
  /** The server answers, and this run watches it. */
  | { readonly type: 'watch-started'; readonly serverId: number }
  /** The server stopped answering. */
  | { readonly type: 'watch-lost'; readonly serverId: number; readonly lastOkAt: Date };
