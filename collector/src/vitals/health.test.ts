import { expect, it } from 'vitest';
import { healthProblems } from './health.ts';
import { runThat } from './testing/run.ts';
import { createVitals, type RunVitals } from './vitals.ts';

const NOW_MS = 100_000;

const problemsOf = (facts: Partial<RunVitals>, tickedMs = NOW_MS - 200) =>
  healthProblems({ ...createVitals(0), run: runThat(facts), tickedMs }, NOW_MS);

it('finds nothing where all is well', () => {
  expect(problemsOf({})).toEqual([]);
});

it('lets a collector begin, and says for how long it waits for the database', () => {
  const vitals = createVitals(NOW_MS - 4_000);
  expect(healthProblems(vitals, NOW_MS)).toEqual([]);
  expect(healthProblems(vitals, NOW_MS + 26_000)).toEqual(['waiting for the database for 30 s']);
});

it.each<[string, Partial<RunVitals>]>([
  ['the database has not answered for 42 s', { databaseUp: () => false, heardMs: () => 58_000 }],
  ['the database has not answered yet', { databaseUp: () => false, heardMs: () => null }],
  ['nothing can be written for 60 s; 4 changes wait in memory', { failingSinceMs: () => 40_000 }],
  ['polling pauses: another collector may have taken over', { mayPoll: () => false }],
])('says: %s', (words, facts) => {
  expect(problemsOf(facts)).toEqual([words]);
});

it('says when the poll loop stands still', () => {
  expect(problemsOf({}, NOW_MS - 12_000)).toEqual(['the poll loop last went round 12 s ago']);
});

it('says all that is wrong', () => {
  expect(problemsOf({ databaseUp: () => false, mayPoll: () => false }, 0)).toHaveLength(3);
});
