// What "rollcall run" does, with room for so many changes only (the argument) while Postgres is away.
import { createLogger, onShutdown } from '@rollcall/shared';
import { readCollectorConfig } from '../../collector/dist/config.js';
import { runDaemon } from '../../collector/dist/daemon.js';

const config = readCollectorConfig(process.env);
await runDaemon({
  config,
  log: createLogger('rollcall', config.LOG_LEVEL),
  signal: onShutdown().signal,
  maxPendingChanges: Number(process.argv[2]),
});
process.exit();
