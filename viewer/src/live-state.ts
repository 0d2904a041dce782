import type { ServerNow } from './queries/servers-now.ts';

export type LiveState =
  | { readonly kind: 'disabled' }
  /** Nothing is known of now: never seen, or not for longer than the limit. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'idle' | 'active'; readonly count: string; readonly map: string | null };

/** What may be said of a server now. A state older than `staleSeconds` says nothing of now. */
export function liveState(server: ServerNow, staleSeconds: number): LiveState {
  if (!server.enabled) return { kind: 'disabled' };
  if (server.lastSeenAge === null || server.lastSeenAge > staleSeconds) return { kind: 'stale' };
  const count = `${server.players ?? '?'}/${server.maxPlayers ?? '?'}`;
  return { kind: server.hibernating === true ? 'idle' : 'active', count, map: server.map };
}

/** The words of the cell: `—`, `?`, `0/4 · idle · c1m1_hotel`, `2/4 · c1m2_streets`. */
export function liveStateWords(state: LiveState): readonly string[] {
  switch (state.kind) {
    case 'disabled':
      return ['—'];
    case 'stale':
      return ['?'];
    case 'idle':
    case 'active': {
      const idle = state.kind === 'idle' ? ['idle'] : [];
      return [state.count, ...idle, ...(state.map === null ? [] : [state.map])];
    }
  }
}

export type Trouble = 'auth' | 'timeout' | 'unreachable' | 'protocol' | 'never polled';

/** What is wrong with a server that shall be watched; null when nothing is, or when nobody is there who would know. */
export function troubleOf(server: ServerNow, collectorRunning: boolean): Trouble | null {
  if (!server.enabled || !collectorRunning) return null;
  if (server.status === null) return server.lastSeenAge === null ? 'never polled' : null;
  return server.status === 'ok' ? null : server.status;
}

export const TROUBLE_WORDS: Readonly<Record<Trouble, string>> = {
  auth: 'wrong password',
  timeout: 'no answer',
  unreachable: 'unreachable',
  protocol: 'answer not understood',
  'never polled': 'not polled yet',
};
