import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests that reach outside of their own process; all others can share a process with each other. */
const OUTSIDE = [
  '{shared,collector,viewer}/src/**/*.{db,browser}.test.{ts,tsx}',
  '{collector,shared}/src/**/executable.test.ts',
  'scripts/**/*.test.ts',
  'tests/**/*.test.ts',
];

function project(
  test: NonNullable<TestProjectInlineConfiguration['test']>,
): TestProjectInlineConfiguration {
  return {
    resolve: {
      // Tests run the sources; only tests that start processes use what was built.
      alias: [
        { find: /^@rollcall\/shared$/, replacement: source('./shared/src/index.ts') },
        {
          find: /^@rollcall\/shared\/schema$/,
          replacement: source('./shared/src/schema/tables.ts'),
        },
        {
          find: /^@rollcall\/shared\/testing$/,
          replacement: source('./shared/src/testing/database.ts'),
        },
        {
          find: /^@rollcall\/shared\/embedded-postgres$/,
          replacement: source('./shared/src/embedded-postgres.ts'),
        },
      ],
    },
    test: {
      testTimeout: 30_000,
      hookTimeout: 60_000,
      // What is awaited comes at once where nothing else runs: a second is not enough where something does.
      expect: { poll: { timeout: 20_000 } },
      ...test,
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: ['./shared/src/testing/global-setup.ts'],
    // One more than there are processors on a small machine: many tests wait for processes and intervals.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      project({ name: 'outside', include: OUTSIDE }),
      project({
        name: 'inside',
        include: [
          '{shared,collector,viewer}/src/**/*.test.{ts,tsx}',
          '{shared,collector,viewer}/bench/**/*.test.ts',
        ],
        exclude: OUTSIDE,
        // A process and the modules for each of these many small files cost more than their tests.
        isolate: false,
      }),
    ],
    coverage: {
      include: ['{shared,collector,viewer}/src/**'],
      exclude: ['**/*.test.*', '**/fixtures/**'],
    },
  },
});
