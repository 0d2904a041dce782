import { setTimeout as delay } from 'node:timers/promises';
import { badServers } from '../src/testing/bad-servers.ts';
import { measurePhase, type Measured, type Phase } from './phase.ts';
import type { BenchOptions } from './options.ts';
import { applyFleet, entry, type FleetEntry, type RegisteredFleet } from './registry.ts';

export const PASSWORD = 'benchmark';

/** In the phases with churn, a lively server changes once in this time on average. */
const CHURN_MS = 20_000;

export interface Setting extends RegisteredFleet {
  readonly options: BenchOptions;
  readonly intervalMs: number;
  readonly url: string;
  readonly say: (line: string) => void;
}

/** A few minutes after each hour the collector sums it up, which is not what is measured here: waits while it may. */
export async function afterTheSums(): Promise<void> {
  for (;;) {
    const minute = (Date.now() / 60_000) % 60;
    if (minute < 4.5 || minute > 8) return;
    await delay(1_000);
  }
}

export async function measureSwaps(
  setting: Setting,
  measured: Measured,
  churn: 'swaps' | 'newcomers',
): Promise<Phase> {
  const { seconds } = setting.options;
  const whom = churn === 'newcomers' ? ' who is new' : '';
  setting.say(`one leaves, one joins${whom}, the state changes (${seconds} s)`);
  await measured.simulation.churn(churn, CHURN_MS);
  await delay(setting.intervalMs);
  const phase = await measurePhase(measured, churn, seconds);
  await measured.simulation.churn('none', CHURN_MS);
  return phase;
}

export async function measureSilent(
  setting: Setting,
  measured: Measured,
  everySilent: number | null,
  fleet: readonly FleetEntry[],
): Promise<Phase> {
  const { seconds, silent } = setting.options;
  setting.say(`${silent} % silent, every kind of bad server, people come and go (${seconds} s)`);
  const bad = await Promise.all(badServers.map(({ start }) => start()));
  try {
    const entries = bad.map(({ port }, at) => entry(`bad ${at}`, port, PASSWORD));
    await applyFleet(setting, [...fleet, ...entries]);
    await measured.simulation.silence(everySilent);
    await measured.simulation.churn('walk', CHURN_MS);
    await delay(setting.intervalMs);
    const phase = await measurePhase(measured, 'silent', seconds);
    await measured.simulation.churn('none', CHURN_MS);
    return phase;
  } finally {
    for (const server of bad) await server[Symbol.asyncDispose]();
  }
}
