import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Running } from '../processes.ts';
import { waitedMs } from './machine.ts';

/** What the issue promises, whatever hangs. */
const STOPS_WITHIN_MS = 5_000;

/** SIGTERM ends the collector in order and in time; the time in which the machine did not let it run does not count. */
export async function expectStop(collector: Running): Promise<void> {
  const { pid } = collector.child;
  const beganMs = performance.now();
  const waitedBeforeMs = waitedMs(pid);
  let waited = 0;
  const ended = { is: false };
  const watching = (async () => {
    while (!ended.is) {
      waited = Math.max(waited, waitedMs(pid) - waitedBeforeMs);
      await delay(20);
    }
  })();
  const code = await collector.stop().finally(() => (ended.is = true));
  const tookMs = performance.now() - beganMs;
  await watching;
  expect(code, collector.output()).toBe(0);
  expect(tookMs - waited).toBeLessThan(STOPS_WITHIN_MS);
  expect(collector.output()).not.toContain('bug in');
}
