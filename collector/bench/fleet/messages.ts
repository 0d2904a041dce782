/**
 * What happens on the simulated servers: nothing; one leaves, one joins and a bot comes or goes at once; the same where everybody who
 * joins is new; people come and go.
 */
export type Churn = 'none' | 'swaps' | 'newcomers' | 'walk';

export type FleetCommand =
  | {
      readonly type: 'start';
      /** Number of the first server of this process. */
      readonly first: number;
      readonly count: number;
      readonly password: string;
      readonly intervalMs: number;
    }
  | { readonly type: 'churn'; readonly churn: Churn; readonly meanMs: number }
  /** Every so-manieth server accepts connections and never answers; null = all answer. */
  | { readonly type: 'silence'; readonly every: number | null }
  /** Begins to count anew. */
  | { readonly type: 'record' }
  | { readonly type: 'recorded' }
  | { readonly type: 'visits' };

export type FleetReply =
  | { readonly type: 'started'; readonly servers: readonly FleetPorts[] }
  | { readonly type: 'done' }
  | ({ readonly type: 'recorded' } & Recorded)
  | { readonly type: 'visits'; readonly visits: readonly VisitLog[] };

/** One simulated server listens twice, so that it can tell collector and floor apart. */
export interface FleetPorts {
  readonly collectorPort: number;
  readonly floorPort: number;
}

/** What was counted since `record`; the collector's polls, unless it says otherwise. */
export interface Recorded {
  readonly polls: number;
  readonly floorPolls: number;
  /** Bytes of all answers to the collector's polls. */
  readonly answerBytes: number;
  /** Time between two polls of one server less the interval, in milliseconds, one for each poll. */
  readonly deviationsMs: Float64Array;
  /** Polls by the tenth of a second of the wall clock in which they came. */
  readonly tenths: ReadonlyMap<number, number>;
  /** Polls of each server since the process was started. */
  readonly fewestPolls: number;
  /** Connections of the collector to one server at once, at most. */
  readonly mostConnections: number;
  /** Connections of the collector open now. */
  readonly connections: number;
  readonly joins: number;
  readonly leaves: number;
}

/** One connection of a simulated player, times in milliseconds since 1970. */
export interface VisitLog {
  readonly server: number;
  readonly playerId: bigint;
  readonly joinedAtMs: number;
  readonly leftAtMs: number | null;
  /** When a poll of the collector was answered with this player in it first; null = never, so nobody could know. */
  readonly shownAtMs: number | null;
}
