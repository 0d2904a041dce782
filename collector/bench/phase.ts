import { setTimeout as delay } from 'node:timers/promises';
import { cpuMicroseconds, residentBytes } from '../../shared/bench/process-cost.ts';
import { spent, type BenchDatabase } from './database.ts';
import type { Recorded } from './fleet/messages.ts';
import type { Simulation } from './simulation.ts';
import { walParts, type WalPart } from './wal-parts.ts';

/** What was measured while one thing was going on. */
export interface Phase extends Recorded {
  readonly name: string;
  readonly seconds: number;
  readonly intervals: number;
  readonly collectorCpuUs: number;
  readonly floorCpuUs: number;
  readonly postgresCpuUs: number;
  readonly walBytes: number;
  /** What these bytes are; empty where Postgres cannot tell. */
  readonly walParts: readonly WalPart[];
  /** At its end. */
  readonly residentBytes: number;
}

export interface Measured {
  readonly simulation: Simulation;
  readonly database: BenchDatabase;
  readonly collectorPid: number;
  /** Null where there is no floor. */
  readonly floorPid: number | null;
  readonly intervalMs: number;
}

export function measurePhase(measured: Measured, name: string, seconds: number): Promise<Phase> {
  return measureUntil(measured, name, () => delay(seconds * 1_000));
}

/** Measures while something lasts. */
export async function measureUntil(
  { simulation, database, collectorPid, floorPid, intervalMs }: Measured,
  name: string,
  over: () => Promise<void>,
): Promise<Phase> {
  const look = async () => ({
    atMs: performance.now(),
    collector: cpuMicroseconds(collectorPid),
    floor: floorPid === null ? 0 : cpuMicroseconds(floorPid),
    postgres: database.cpu(),
    wal: await database.walBytes(),
    walEnd: await database.walEnd(),
  });
  await simulation.record();
  const before = await look();
  await over();
  const recorded = await simulation.recorded();
  const after = await look();
  const tookMs = after.atMs - before.atMs;
  return {
    ...recorded,
    name,
    seconds: tookMs / 1_000,
    intervals: tookMs / intervalMs,
    collectorCpuUs: after.collector - before.collector,
    floorCpuUs: after.floor - before.floor,
    postgresCpuUs: spent(before.postgres, after.postgres),
    walBytes: after.wal - before.wal,
    walParts: await walParts(database.db, before.walEnd, after.walEnd),
    residentBytes: residentBytes(collectorPid),
  };
}
