import { createTestDatabase } from '@rollcall/shared/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorldKind } from '../../collector/src/reconcile/testing/world.ts';
import { compared, expectRowsAsWritten, expectSessionsOfWorld } from './compare.ts';
import { expectNamesOfWorld } from './compare-names.ts';
import { expectReachabilityOfWorld, expectStatesOfWorld } from './compare-intervals.ts';
import {
  absence,
  collectorFault,
  databaseFault,
  lossyAnswer,
  mapChange,
  noFault,
  plans,
  type Plan,
} from './plan.ts';
import { playOn, prepareStage } from './play.ts';
import { readRows } from './rows.ts';

/** Fixed, so that a run of the tests says something about the change and not about luck; `MODEL_SEED=…` tries others. */
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_121);
/** How many worlds; `MODEL_RUNS=…` tries more of them. */
const runs = Number(process.env['MODEL_RUNS'] ?? 100);
/** Of a failure that was found: plays that one only. */
const path = process.env['MODEL_PATH'];

/** For playing, and for finding the smallest world that fails. */
const TIME_LIMIT_MS = 60_000 + runs * 3_000;

const KIND: WorldKind = { userIds: true, times: true, resetsClocks: false };

async function holds(share: number, worlds: fc.Arbitrary<Plan>): Promise<void> {
  await using test = await createTestDatabase();
  await using stage = await prepareStage(test);
  let sessions = 0;
  const numRuns = Math.max(1, Math.round(runs * share));
  const property = fc.asyncProperty(worlds, async (plan) => {
    const { servers, journal, timeline } = await playOn(stage, plan);
    for (const server of servers) {
      const rows = await readRows(test.db, server.id);
      const one = compared(server, rows, journal, timeline.nowMs);
      expectSessionsOfWorld(one);
      expectStatesOfWorld(one);
      expectReachabilityOfWorld(one);
      expectRowsAsWritten(one);
      sessions += rows.sessions.length;
    }
    await expectNamesOfWorld(test.db, journal, servers);
  });
  await fc.assert(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: TIME_LIMIT_MS,
    markInterruptAsFailure: true,
    ...(path === undefined ? {} : { path }),
  });
  expect(sessions).toBeGreaterThan(numRuns);
}

describe('after any faults of servers, collectors and the database', () => {
  it(
    'the database agrees with the log of the world',
    () => {
      const faults = fc.oneof({ weight: 2, arbitrary: absence }, lossyAnswer, mapChange);
      return holds(0.6, plans(KIND, faults, collectorFault, databaseFault));
    },
    TIME_LIMIT_MS + 30_000,
  );

  it(
    'it does so where the game tells no user ids and keeps its map',
    () => {
      const faults = fc.oneof({ weight: 2, arbitrary: absence }, lossyAnswer);
      const kind = { ...KIND, userIds: false };
      return holds(0.2, plans(kind, faults, collectorFault, databaseFault));
    },
    TIME_LIMIT_MS + 30_000,
  );

  it(
    'it does so where a map change sets the clocks of the game to zero',
    () => {
      const faults = fc.oneof({ weight: 2, arbitrary: mapChange }, lossyAnswer);
      const kind = { ...KIND, resetsClocks: true };
      return holds(0.2, plans(kind, faults, noFault, databaseFault));
    },
    TIME_LIMIT_MS + 30_000,
  );
});
