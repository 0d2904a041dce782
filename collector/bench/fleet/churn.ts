import type { Churn } from './messages.ts';
import type { Recorder } from './recorder.ts';
import type { SimulatedServer } from './simulated-server.ts';

const TICK_MS = 50;
const MAX_PLAYERS = 30;

/** Lets players come and go, on each of `servers` once in `meanMs` on average, at any moment; returns how to end that. */
export function startChurn(
  servers: readonly SimulatedServer[],
  churn: Exclude<Churn, 'none'>,
  meanMs: number,
  recorder: Recorder,
): () => void {
  const due = servers.map(() => Date.now() + waitMs(meanMs));
  const timer = setInterval(() => {
    const nowMs = Date.now();
    for (const [at, server] of servers.entries()) {
      if ((due[at] ?? Infinity) > nowMs) continue;
      due[at] = nowMs + waitMs(meanMs);
      if (churn === 'walk') step(server, nowMs, recorder);
      else swap(server, nowMs, recorder, churn === 'newcomers' ? 'new' : 'usual');
    }
  }, TICK_MS);
  return () => {
    clearInterval(timer);
  };
}

/** Longer than an interval, so that each swap is one change and no poll sees two of them. */
function waitMs(meanMs: number): number {
  return meanMs * (0.5 + Math.random());
}

function swap(
  server: SimulatedServer,
  nowMs: number,
  recorder: Recorder,
  whom: 'usual' | 'new',
): void {
  if (server.population === 0) return;
  server.leave(nowMs);
  server.join(nowMs, whom);
  server.toggleBot();
  recorder.leaves += 1;
  recorder.joins += 1;
}

function step(server: SimulatedServer, nowMs: number, recorder: Recorder): void {
  const leaves = server.population >= MAX_PLAYERS || (server.population > 0 && Math.random() < 0.5);
  if (leaves) {
    server.leave(nowMs);
    recorder.leaves += 1;
  } else {
    server.join(nowMs);
    recorder.joins += 1;
  }
}
