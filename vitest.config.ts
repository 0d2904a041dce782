import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run the sources; only tests that start processes use what was built.
    alias: [
      { find: /^@rollcall\/shared$/, replacement: source('./shared/src/index.ts') },
      { find: /^@rollcall\/shared\/schema$/, replacement: source('./shared/src/schema/tables.ts') },
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
    include: [
      '{shared,collector,viewer}/src/**/*.test.{ts,tsx}',
      '{shared,collector,viewer}/bench/**/*.test.ts',
      'scripts/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: ['./shared/src/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real sockets, processes and a real Postgres on two cores: more workers only make each other late.
    maxWorkers: 2,
    coverage: {
      include: ['{shared,collector,viewer}/src/**'],
      exclude: ['**/*.test.*', '**/fixtures/**'],
    },
  },
});
