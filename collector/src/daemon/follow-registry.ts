import type { Database, Logger } from '@rollcall/shared';
import { listenForRegistry } from '../store/listen.ts';
import { loadRegistry, registryVersion, type RegisteredServer } from '../store/registry.ts';
import { keepKnownPasswords } from './keep-known-passwords.ts';
import { keepTrying, unlessAborted } from './keep-trying.ts';
import type { Reads } from './reads.ts';

/** The registry is read again after this time, in case that notifications do not arrive (some connection poolers drop them). */
const READ_AGAIN_MS = 30_000;

export interface FollowOptions {
  readonly db: Database;
  readonly reads: Reads;
  readonly openPassword: (stored: string) => string;
  /** Called with the whole registry, never while a call before is still under way. */
  readonly follow: (servers: readonly RegisteredServer[]) => Promise<void>;
  /** Called when the registry may have changed, or another collector may have come. */
  readonly onNews: () => void;
  readonly log: Logger;
}

/** Wakes `followRegistry` up. */
export interface Doorbell {
  ring(): void;
  /** Resolves when it has been rung since the last call, or after a while. */
  wait(signal: AbortSignal): Promise<void>;
}

export function createDoorbell(quietMs = READ_AGAIN_MS): Doorbell {
  let rung = false;
  let wake = () => undefined;
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(signal) {
      let timer: NodeJS.Timeout | undefined;
      const woken = new Promise<void>((resolve) => {
        wake = () => {
          resolve();
        };
        timer = setTimeout(resolve, quietMs);
        if (rung) resolve();
      });
      await unlessAborted(woken, signal).finally(() => {
        clearTimeout(timer);
      });
      rung = false;
    },
  };
}

/** Keeps what is polled equal to the registry, also across outages of the database. Rejects with the reason of `signal`. */
export async function followRegistry(
  { db, reads, openPassword, follow, onNews, log }: FollowOptions,
  doorbell: Doorbell,
  signal: AbortSignal,
): Promise<never> {
  const listening = keepTrying(
    () =>
      listenForRegistry(db, () => {
        onNews();
        doorbell.ring();
      }),
    { log, waiting: 'cannot listen for changes of the registry: waiting' },
    signal,
  );
  // It ends when the connections are closed; a failure is only ever the end of `signal`.
  listening.catch(() => undefined);
  let version = '';
  let servers: readonly RegisteredServer[] = [];
  for (;;) {
    await keepTrying(
      async () => {
        // Before it is read: what changes meanwhile is read next time.
        const current = await reads.ask(registryVersion, signal);
        if (current !== version) {
          const loaded = await reads.ask((asked) => loadRegistry(asked, openPassword), signal);
          servers = keepKnownPasswords(servers, loaded, log);
          version = current;
        }
        await follow(servers);
      },
      { log, waiting: 'the registry cannot be read: going on with what is known' },
      signal,
    );
    await doorbell.wait(signal);
  }
}
