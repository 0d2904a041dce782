import { readFileSync } from 'node:fs';

const BEAT_MS = 50;

/** Notes how late this machine is with everything, so that a limit in milliseconds can be one for a machine with other things to do. */
export function startPulse(): AsyncDisposable & { lateMs(part: number): number } {
  const lateMs: number[] = [];
  let dueMs = performance.now() + BEAT_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    lateMs.push(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + BEAT_MS;
  }, BEAT_MS);
  return {
    /** The lateness that so many of all beats stayed below. */
    lateMs: (part) => quantile(lateMs, part),
    [Symbol.asyncDispose]() {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
}

/** How long the main thread of a process has waited for a processor, milliseconds; 0 where the system does not tell. */
export function waitedMs(pid: number | undefined): number {
  try {
    const [, waitedNs] = readFileSync(`/proc/${String(pid)}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}
