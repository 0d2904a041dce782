import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import {
  fakeRconServer,
  type FakeConsole,
  type FakeHandler,
  type FakeServer,
} from './fake-rcon-server.ts';

/** A server on 127.0.0.1 that misbehaves in one way, whatever the password. */
export interface BadServer {
  readonly name: string;
  /** What `server_reachability` says of it; `ok` if its `status` is the one of `srcds.ts`. */
  readonly expectedStatus: ReachabilityStatus;
  readonly start: () => Promise<AsyncDisposable & { readonly port: number }>;
}

/** A bad server that is made of one handler. */
export function badServer(
  name: string,
  expectedStatus: ReachabilityStatus,
  handler: FakeHandler,
): BadServer & { readonly start: () => Promise<FakeServer> } {
  return { name, expectedStatus, start: () => fakeRconServer(handler) };
}

/** Waits; false if the client goes away meanwhile. */
export async function pause(rcon: FakeConsole, ms: number): Promise<boolean> {
  return delay(ms, true, { signal: rcon.gone }).catch(() => false);
}

/** Sends `bytes` for ever, as fast as the client takes them. */
export async function sendForEver(rcon: FakeConsole, bytes: Buffer): Promise<void> {
  while (!rcon.gone.aborted) {
    if (!rcon.socket.write(bytes)) {
      await once(rcon.socket, 'drain', { signal: rcon.gone }).catch(() => undefined);
    }
  }
}

/** Sends `bytes` one by one. */
export async function sendSlowly(rcon: FakeConsole, bytes: Buffer, byteMs: number): Promise<void> {
  for (const byte of bytes) {
    rcon.send(Buffer.of(byte));
    // Half a thousand timers take as long as the deadline on a busy machine.
    if (byteMs === 0) await new Promise((resolve) => setImmediate(resolve));
    else if (!(await pause(rcon, byteMs))) return;
  }
}
