import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Database } from '../../db.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { addRun, addServer, addWatch } from './history.ts';

export interface WatchedServer {
  readonly db: Database;
  readonly id: number;
  /** The run that watches it. */
  readonly runId: number;
}

/** Gives each test of a suite a server of its own, watched from 0 until so many seconds, in a database for all of them. */
export function watchedServer(untilSeconds: number): WatchedServer {
  let test: TestDatabase | null = null;
  let run = 0;
  let id = 0;
  const db = () => {
    if (test === null) throw new Error('only within a test');
    return test.db;
  };
  beforeAll(async () => {
    test = await createTestDatabase();
    run = await addRun(test.db, 0, untilSeconds);
  });
  afterAll(() => test?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    id = await addServer(db());
    await addWatch(db(), id, run);
  });
  return {
    get runId() {
      return run;
    },
    get db() {
      return db();
    },
    get id() {
      return id;
    },
  };
}
