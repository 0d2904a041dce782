/** Which servers changed; null when it is not known which. */
export type Changed = ReadonlySet<number> | null;

/** Tells open pages that the collector wrote something about the servers they show. */
export interface Changes {
  /** Calls back after each change of the server, or of any server where that is null, until the returned function is called. */
  watch(serverId: number | null, onChange: () => void): () => void;
  /** How many watch. */
  watchers(): number;
  announce(changed: Changed): void;
}

export function createChanges(): Changes {
  const ofOne = new Map<number, Set<() => void>>();
  const ofAny = new Set<() => void>();
  let watchers = 0;

  const tell = (listeners: Iterable<() => void>) => {
    for (const listener of listeners) listener();
  };

  return {
    watch(serverId, onChange) {
      // A function of its own each time: the same one may watch twice.
      const listener = () => {
        onChange();
      };
      const listeners = serverId === null ? ofAny : (ofOne.get(serverId) ?? new Set());
      if (serverId !== null) ofOne.set(serverId, listeners);
      listeners.add(listener);
      watchers += 1;
      return () => {
        if (!listeners.delete(listener)) return;
        watchers -= 1;
        if (serverId !== null && listeners.size === 0) ofOne.delete(serverId);
      };
    },
    watchers: () => watchers,
    announce(changed) {
      tell(ofAny);
      if (changed === null) {
        for (const listeners of ofOne.values()) tell(listeners);
        return;
      }
      for (const id of changed) tell(ofOne.get(id) ?? []);
    },
  };
}

/** What a NOTIFY of the collector says: ids of servers, or `*`. Anything else means that anything may have changed. */
export function readChanged(payload: string): Changed {
  if (!/^\d{1,10}(,\d{1,10})*$/.test(payload)) return null;
  return new Set(payload.split(',').map(Number));
}
