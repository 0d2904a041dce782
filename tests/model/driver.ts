import type { Connection, Driver } from '../../collector/src/drivers/driver.ts';
import { TimeoutError, UnreachableError } from '../../collector/src/errors.ts';
import type { Observation } from '../../collector/src/observation.ts';
import { playerId } from '../../collector/src/reconcile/testing/scene.ts';
import type { GameServer } from './game-server.ts';
import type { Poll, Shown } from './journal.ts';
import type { Timeline } from './timeline.ts';

export const TIMEOUT_MS = 2_000;

export type Told = Pick<Poll, 'serverId' | 'askedAt' | 'outcome' | 'shown'>;

/** A driver to the servers of a play, found by port. `onPoll` is told how each poll ends, before the poller is. */
export function modelDriver(
  servers: readonly GameServer[],
  timeline: Timeline,
  onPoll: (told: Told) => void,
): Driver {
  const tellFailure = (serverId: number, askedAt: number, kind: 'timeout' | 'unreachable') => {
    const outcome = { ok: false, at: timeline.date(), kind, detail: kind } as const;
    onPoll({ serverId, askedAt, outcome, shown: [] });
  };
  const silence = (server: GameServer, signal: AbortSignal) => {
    const askedAt = timeline.nowMs;
    server.loseNext = false;
    return later<never>(timeline, TIMEOUT_MS, signal, () => {
      tellFailure(server.id, askedAt, 'timeout');
      throw new TimeoutError('no answer');
    });
  };
  const observe = async (server: GameServer, signal: AbortSignal): Promise<Observation> => {
    const askedAt = timeline.nowMs;
    const { seen, shown } = server.world.answer(askedAt, server.dropNext);
    server.dropNext = null;
    const pings = new Map(seen.roster.map((entry) => [entry.playerId, entry.ping ?? NaN]));
    const people = shown.map((connection): Shown => {
      const { name, clockStart, player } = connection;
      return { connection, name, clockStart, ping: pings.get(playerId(player)) ?? NaN };
    });
    return later(timeline, server.latencyMs, signal, () => {
      const outcome = { ok: true, at: timeline.date(), seen } as const;
      onPoll({ serverId: server.id, askedAt, outcome, shown: people });
      return seen;
    });
  };
  return {
    protocol: 'model',
    async connect(target, signal) {
      const server = servers.find((one) => one.id === target.port);
      if (server === undefined) throw new Error('no such server');
      if (server.isSilent) return silence(server, signal);
      if (!server.isUp) {
        tellFailure(server.id, timeline.nowMs, 'unreachable');
        throw new UnreachableError('connection refused');
      }
      return connectionTo(server, (until) =>
        server.isSilent ? silence(server, until) : observe(server, until),
      );
    },
  };
}

function connectionTo(server: GameServer, ask: Connection['observe']): Connection {
  const { drops } = server;
  let closed = false;
  return {
    get closed() {
      return closed;
    },
    close() {
      closed = true;
    },
    async observe(signal) {
      try {
        if (server.drops !== drops) throw new UnreachableError('connection reset');
        return await ask(signal);
      } catch (error) {
        closed = true;
        throw error;
      }
    },
  };
}

/** What `work` gives after a while of the play; rejects when `signal` aborts before. */
function later<T>(
  timeline: Timeline,
  delayMs: number,
  signal: AbortSignal,
  work: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort);
    timeline.at(timeline.nowMs + delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      if (!signal.aborted) resolve(Promise.resolve().then(work));
    });
  });
}
