import type { Change } from '../reconcile/change.ts';
import { foldIntervals, type FoldedIntervals } from './fold-intervals.ts';
import { foldSessions, type FoldedSessions } from './fold-sessions.ts';
import { Sightings, type Sighting } from './sightings.ts';

/** What a list of changes comes to in the end: at most one row of each kind for each thing that changes. */
export interface Batch extends FoldedSessions, FoldedIntervals {
  /** Servers of which people see something else now, in ascending order. */
  readonly serverIds: readonly number[];
  readonly players: readonly Sighting[];
  readonly names: readonly Sighting[];
  /** Null as `lastOkAt`: the server answers. */
  readonly watches: readonly { readonly serverId: number; readonly lastOkAt: Date | null }[];
  /** Answers more that did not account for everybody. */
  readonly incomplete: readonly IncompleteCount[];
}

interface IncompleteCount {
  readonly serverId: number;
  readonly count: number;
  readonly lastAt: Date;
}

/** Folds changes, in the order in which they happened, into what they come to. */
export function foldChanges(changes: readonly Change[]): Batch {
  const sightings = new Sightings();
  const serverIds = new Set<number>();
  const watches = new Map<number, Date | null>();
  const incomplete = new Map<number, IncompleteCount>();
  for (const change of changes) {
    if (change.type !== 'name-seen' && change.type !== 'answers-incomplete') {
      serverIds.add(change.serverId);
    }
    switch (change.type) {
      case 'session-opened':
      case 'session-reopened':
        sightings.add(change.playerId, change.name, change.seenAt, false);
        break;
      case 'name-seen':
        sightings.add(change.playerId, change.name, change.seenAt, true);
        break;
      case 'session-closed':
        sightings.add(change.playerId, change.name, change.lastSeenAt, true);
        break;
      case 'watch-started':
        watches.set(change.serverId, null);
        break;
      case 'watch-lost':
        watches.set(change.serverId, change.lastOkAt);
        break;
      case 'answers-incomplete': {
        const { serverId, lastAt } = change;
        const count = (incomplete.get(serverId)?.count ?? 0) + change.count;
        incomplete.set(serverId, { serverId, count, lastAt });
        break;
      }
      case 'ping-widened':
      case 'state-started':
      case 'state-ended':
      case 'reachability-started':
      case 'reachability-ended':
        break;
    }
  }
  return {
    serverIds: [...serverIds].sort((a, b) => a - b),
    players: sightings.players,
    names: sightings.names,
    watches: [...watches].map(([serverId, lastOkAt]) => ({ serverId, lastOkAt })),
    incomplete: [...incomplete.values()],
    ...foldSessions(changes),
    ...foldIntervals(changes),
  };
}
