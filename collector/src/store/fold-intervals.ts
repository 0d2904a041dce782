import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Change, ServerState } from '../reconcile/change.ts';
import { storable } from './storable.ts';

interface Beginning {
  readonly serverId: number;
  readonly startedAt: Date;
}

type Begun<Row> = Row & { readonly endedAt: Date | null };
type Ended = Beginning & { readonly endedAt: Date };
type StateRow = Beginning & { readonly state: ServerState };
type ReachabilityRow = Beginning & {
  readonly status: ReachabilityStatus;
  readonly detail: string | null;
};

export interface FoldedIntervals {
  /** New rows; with an end when they ended in the same batch. */
  readonly states: readonly Begun<StateRow>[];
  /** Rows there were, which end. */
  readonly statesEnded: readonly Ended[];
  /** New rows; with an end when they ended in the same batch. */
  readonly reachability: readonly Begun<ReachabilityRow>[];
  /** Rows there were, which end. */
  readonly reachabilityEnded: readonly Ended[];
}

/** What the changes come to for states and reachability. */
export function foldIntervals(changes: readonly Change[]): FoldedIntervals {
  const states = new Intervals<StateRow>();
  const reachability = new Intervals<ReachabilityRow>();
  for (const change of changes) {
    switch (change.type) {
      case 'state-started': {
        const { serverId, startedAt, state } = change;
        states.begin({ serverId, startedAt, state: { ...state, map: orNull(state.map) } });
        break;
      }
      case 'state-ended':
        states.end(change);
        break;
      case 'reachability-started': {
        const { serverId, startedAt, status, detail } = change;
        reachability.begin({ serverId, startedAt, status, detail: orNull(detail) });
        break;
      }
      case 'reachability-ended':
        reachability.end(change);
        break;
      case 'session-opened':
      case 'session-closed':
      case 'session-reopened':
      case 'ping-widened':
      case 'name-seen':
      case 'watch-started':
      case 'watch-lost':
      case 'answers-incomplete':
        break;
    }
  }
  return {
    states: states.begun,
    statesEnded: states.ended,
    reachability: reachability.begun,
    reachabilityEnded: reachability.ended,
  };
}

/** Rows that begin in a batch, and ends of rows that there were before it. */
class Intervals<Row extends Beginning> {
  readonly #begun = new Map<string, Begun<Row>>();
  readonly #ended = new Map<string, Ended>();

  begin(row: Row): void {
    this.#begun.set(keyOf(row), { ...row, endedAt: null });
  }

  end({ serverId, startedAt, endedAt }: Ended): void {
    const key = keyOf({ serverId, startedAt });
    const begun = this.#begun.get(key);
    if (begun === undefined) this.#ended.set(key, { serverId, startedAt, endedAt });
    else this.#begun.set(key, { ...begun, endedAt });
  }

  get begun(): readonly Begun<Row>[] {
    return [...this.#begun.values()];
  }

  get ended(): readonly Ended[] {
    return [...this.#ended.values()];
  }
}

function keyOf({ serverId, startedAt }: Beginning): string {
  return `${String(serverId)} ${String(startedAt.getTime())}`;
}

function orNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}
