import type { Connection, Driver } from '../../drivers/driver.ts';
import { AuthError, UnreachableError } from '../../errors.ts';
import type { Observation, RosterEntry } from '../../observation.ts';
import type { Target } from '../../target.ts';

/** How a server without a socket behaves. */
export interface FakeServer {
  readonly target: Target;
  /** What every login must bring. */
  password: string;
  /** What happens to a poll: an answer, silence until the signal aborts, or what is thrown. */
  behaviour: 'answers' | 'silent' | 'refuses' | Error;
  roster: readonly FakePlayer[];
  readonly connections: Set<FakeConnection>;
  /** Most connections open at once, ever. */
  mostConnections: number;
  logins: number;
  readonly observedAtMs: number[];
}

interface FakeConnection extends Connection {
  /** The server closes it: the next use fails. */
  drop(): void;
}

/** Somebody on a server without a socket. */
export interface FakePlayer {
  readonly playerId: bigint;
  readonly joinedAtMs: number;
}

export function human(playerId: bigint, connectedSeconds = 10): FakePlayer {
  return { playerId, joinedAtMs: Date.now() - connectedSeconds * 1_000 };
}

export function fakeServer(name: string, port = 1): FakeServer {
  return {
    target: { name, host: 'game.test', port, password: 'right' },
    password: 'right',
    behaviour: 'answers',
    roster: [],
    connections: new Set(),
    mostConnections: 0,
    logins: 0,
    observedAtMs: [],
  };
}

/** A driver to servers in this process, found by port. It behaves as a driver must: nothing stays open after an abort. */
export function fakeDriver(servers: readonly FakeServer[], protocol = 'fake'): Driver {
  return {
    protocol,
    async connect(target, signal) {
      const server = servers.find((candidate) => candidate.target.port === target.port);
      if (server === undefined || server.behaviour === 'refuses') {
        throw new UnreachableError('connection refused');
      }
      server.logins += 1;
      await Promise.resolve();
      signal.throwIfAborted();
      if (target.password !== server.password) throw new AuthError('wrong password');
      return connectionTo(server);
    },
  };
}

function connectionTo(server: FakeServer): FakeConnection {
  let closed = false;
  let dropped = false;
  const connection: FakeConnection = {
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      server.connections.delete(connection);
    },
    drop() {
      dropped = true;
      server.connections.delete(connection);
    },
    observeFor(observer, signal) {
      connection.observe(signal).then(
        (seen) => {
          observer.seen(seen);
        },
        (error: unknown) => {
          observer.failed(error as Error);
        },
      );
    },
    async observe(signal) {
      try {
        if (dropped) throw new UnreachableError('connection reset');
        if (server.behaviour === 'silent') await silence(signal);
        if (server.behaviour instanceof Error) throw server.behaviour;
        await Promise.resolve();
        signal.throwIfAborted();
        server.observedAtMs.push(Date.now());
        return observationOf(server);
      } catch (error) {
        connection.close();
        throw error;
      }
    },
  };
  server.connections.add(connection);
  server.mostConnections = Math.max(server.mostConnections, server.connections.size);
  return connection;
}

function observationOf({ roster }: FakeServer): Observation {
  return {
    map: 'c1m1_hotel',
    players: roster.length,
    maxPlayers: 8,
    bots: 0,
    hibernating: false,
    complete: true,
    roster: roster.map(entryOf),
  };
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

function entryOf({ playerId, joinedAtMs }: FakePlayer): RosterEntry {
  const connectedSeconds = Math.floor((Date.now() - joinedAtMs) / 1_000);
  const name = `p${String(playerId)}`;
  return { playerId, name, connectedSeconds, ping: 40, userId: Number(playerId) };
}
