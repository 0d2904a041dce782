import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Those that the driver has read in its URL. */
interface Hosts {
  readonly host: readonly string[];
  readonly port: readonly number[];
}

/** As many connections as a pool and all of its hosts may want at once. */
const AT_ONCE = 20;
const PAUSE_MS = 250;
/** After so long without an attempt all is well. */
const CALM_MS = 5_000;

/**
 * Connects to one of several hosts after the other: `socket` is an option of the driver.
 *
 * Where a URL names more than one host, the driver (postgres 3.4) takes no failure for the last: it tries all hosts again without a
 * pause, and goes on for good in a pool that was closed meanwhile.
 */
export class HostsInTurn {
  #next = 0;
  #attempts = 0;
  #attemptedMs = -Infinity;
  #isOver = false;

  readonly socket = async ({ host, port }: Hosts): Promise<Socket> => {
    const nowMs = performance.now();
    this.#attempts = nowMs - this.#attemptedMs > CALM_MS ? 1 : this.#attempts + 1;
    this.#attemptedMs = nowMs;
    if (this.#attempts > AT_ONCE) await sleep(PAUSE_MS);
    // The driver makes no connection then, and tries no more.
    if (this.#isOver) throw new Error('the pool is closed');
    const at = this.#next % host.length;
    this.#next = at + 1;
    const to = { host: host[at] ?? 'localhost', port: port[at] ?? 5432 };
    // The driver looks there for the name that a certificate has to bear.
    return Object.assign(connect(to), to);
  };

  stop(): void {
    this.#isOver = true;
  }
}
