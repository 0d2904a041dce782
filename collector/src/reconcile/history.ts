import type { EndReason, ReachabilityStatus } from '@rollcall/shared/schema';
import type { Observation } from '../observation.ts';
import type { Change, PingRange, ServerState } from './change.ts';

export interface OpenSession {
  readonly playerId: bigint;
  readonly joinedAt: Date;
  /** The last poll that saw the player. */
  readonly lastSeenAt: Date;
  /** `at − connected` of the last poll; null where the game does not tell it. The fingerprint of the connection. */
  readonly connectionStart: Date | null;
  /** Null after a restart of the collector and where the game does not tell it. */
  readonly userId: number | null;
  readonly name: string;
  readonly ping: PingRange | null;
  /** When the ping range in the database was last written, and what was written. */
  readonly pingWritten: { readonly at: Date; readonly ping: PingRange | null };
  /** True while only an earlier run has seen the player (P8); `reconcile` sets it, who loads a history leaves it out. */
  readonly handedOver?: boolean;
}

export interface ClosedSession {
  readonly playerId: bigint;
  readonly joinedAt: Date;
  readonly leftAt: Date;
  readonly lastSeenAt: Date;
  readonly reason: EndReason;
  readonly name: string;
  readonly ping: PingRange | null;
  /** As in `OpenSession`, for sessions that this run closed; absent when read from the database. */
  readonly connectionStart?: Date | null;
  readonly userId?: number | null;
}

/** What is stored about one server, as far as the next answer has to be compared with it. Kept in memory. */
export interface ServerHistory {
  readonly serverId: number;
  /** The current `server_state` row. */
  readonly state: { readonly startedAt: Date; readonly state: ServerState } | null;
  /** The last good poll, of this run or an earlier one. */
  readonly lastOkAt: Date | null;
  readonly open: ReadonlyMap<bigint, OpenSession>;
  /** True while all of `open` were seen at `lastOkAt`, whatever the time in each; `reconcile` sets it. */
  readonly allSeen?: true | undefined;
  /**
   * The newest closed session of each player who left since `closedSince`; null for a player who was looked up and has none.
   */
  readonly closed: ReadonlyMap<bigint, ClosedSession | null>;
  /** Who left before this is not in `closed` and has to be looked up. */
  readonly closedSince: Date;
  /** The current `server_reachability` row. */
  readonly reachability: {
    readonly status: ReachabilityStatus;
    readonly startedAt: Date;
    /** In words; only where it was read from the database. */
    readonly detail?: string | null;
  } | null;
  /** Whether `server_watch` says that this run watches the server and that it answers. */
  readonly watched: boolean;
  /**
   * How far the run reached that polled the server before this one, whether or not it answered: the heartbeat of the run in
   * `server_watch`, else the newest heartbeat of any earlier run. Set by who loads a history, null where nobody ever polled;
   * `reconcile` sets it to null with the first outcome of this run.
   */
  readonly lastWatchedAt: Date | null;
  /** The map told last and since when; absent until this run has seen one. */
  readonly map?: { readonly name: string; readonly since: Date } | undefined;
}

/** How one poll ended. */
export type Outcome =
  | { readonly ok: true; readonly at: Date; readonly seen: Observation }
  | {
      readonly ok: false;
      readonly at: Date;
      readonly kind: Exclude<ReachabilityStatus, 'ok'>;
      /** In words, for people. */
      readonly detail: string;
    };

export interface Rules {
  /** `LIVE_STATE_STALE_SECONDS`: after a longer gap even an equal state starts a new row (S2). */
  readonly staleMs: number;
  /** `STUCK_SESSION_SECONDS`: a server silent for this long has its open sessions closed (P7). */
  readonly stuckMs: number;
}

export interface Reconciled {
  readonly history: ServerHistory;
  readonly changes: readonly Change[];
  /**
   * Players seen whose connection began before `closedSince`: their newest closed session has to be looked up before a session
   * may be opened. Look them up, `learnClosed`, and reconcile the same outcome again with the result; until then they wait.
   */
  readonly needed: readonly bigint[];
}
