import { createLogger, createServiceManager } from '@rollcall/shared';
import type { Command } from 'commander';
import { readCollectorConfig } from '../config.ts';
import { runDaemon } from '../daemon.ts';
import { createProgress } from '../daemon/progress.ts';
import type { CliIo } from './io.ts';
import { withDatabaseWords } from './postgres-words.ts';
import { keepHeapSmall } from './small-heap.ts';

export function addRun(program: Command, io: CliIo): void {
  program
    .command('run')
    .description('Poll every enabled server and write what was seen, until SIGTERM or Ctrl-C.')
    .addHelpText(
      'after',
      `
The daemon. While the database is away it waits for it, goes on polling and writes everything afterwards. Start as many as you
like on one database: they share the servers, and when one ends the others take over within 15 seconds.
Changes of the registry ("rollcall servers …") are followed at once, without a restart.
With COLLECTOR_PORT set, http://127.0.0.1:PORT/metrics tells Prometheus how it is, and /healthz everybody.

Example:
  DATABASE_URL=postgres://rollcall:…@localhost/rollcall rollcall run`,
    )
    .action(async () => {
      keepHeapSmall();
      const config = readCollectorConfig(io.env);
      const log = createLogger('rollcall', config.LOG_LEVEL);
      const signal = io.onShutdown();
      const progress = createProgress();
      const manager = createServiceManager(io.env);
      // Also while the database is away: it is waited for, and to be restarted would not bring it back.
      manager.ready('watching the game servers');
      signal.addEventListener('abort', manager.stopping, { once: true });
      const endWatch = manager.watch(progress.hasMoved);
      try {
        await withDatabaseWords(config.DATABASE_URL, () =>
          runDaemon({ config, log, signal, progress }),
        );
      } finally {
        endWatch();
        // A Postgres that hangs never closes its end of the connections, which would keep the process alive.
        setTimeout(() => process.exit(), 300).unref();
      }
    });
}
