import { answerParent } from '../../../shared/bench/ask.ts';
import { FloorConsole } from './console.ts';
import type { FloorCommand, FloorReply } from './messages.ts';

/** That of the collector: both wake up as often, and let as many polls share a wake-up. */
const TICK_MS = 250;

interface Watched {
  readonly console: FloorConsole;
  dueMs: number;
}

let answered = 0;
let failed = 0;
let players = 0;

function start({ ports, password, intervalMs, timeoutMs }: FloorCommand & { type: 'start' }): void {
  const nowMs = performance.now();
  const watched = ports.map((port, at): Watched => ({
    console: new FloorConsole(port, password),
    dueMs: nowMs + (at / ports.length) * intervalMs,
  }));
  setInterval(() => {
    const tickMs = performance.now();
    for (const server of watched) tick(server, tickMs, intervalMs, timeoutMs);
  }, TICK_MS);
}

function tick(server: Watched, nowMs: number, intervalMs: number, timeoutMs: number): void {
  const { console } = server;
  if (console.isWaiting) {
    if (nowMs - console.startedMs > timeoutMs) console.drop();
    return;
  }
  if (nowMs < server.dueMs) return;
  while (server.dueMs <= nowMs) server.dueMs += intervalMs;
  void poll(console, nowMs);
}

async function poll(console: FloorConsole, nowMs: number): Promise<void> {
  const seen = await console.poll(nowMs);
  if (seen === null) failed += 1;
  else {
    answered += 1;
    players += seen;
  }
}

answerParent((command: FloorCommand): FloorReply => {
  if (command.type === 'counted') return { type: 'counted', answered, failed, players };
  start(command);
  return { type: 'done' };
});
