import {
  ConfigError,
  createLogger,
  createServiceManager,
  failureText,
  messageOf,
  onShutdown,
  UserError,
} from '@rollcall/shared';
import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { readViewerConfig } from './config.ts';
import { inheritedSocket } from './inherited-socket.ts';
import { startViewer } from './start-viewer.ts';

const USAGE = 2;

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

const program = new Command('rollcall-viewer')
  .description('Shows in a browser what Rollcall’s collector recorded. It only reads.')
  .version(version)
  .helpOption('-h, --help', 'show this')
  .addHelpText('after', settingsHelp())
  .allowExcessArguments(false)
  .exitOverride()
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

async function run(): Promise<void> {
  const config = readViewerConfig(process.env);
  const log = createLogger('viewer', config.LOG_LEVEL);
  const shutdown = onShutdown();
  const fd = inheritedSocket(process.env, process.pid);
  const viewer = await startViewer(config, log, fd === null ? undefined : { fd });
  const manager = createServiceManager();
  manager.ready(`serving ${viewer.url}`);
  // All work of the viewer is done in its event loop: who gets round to it is alive.
  const endWatch = manager.watch(() => true);
  log.info({ signal: await shutdown.requested }, 'stopping');
  endWatch();
  manager.stopping();
  await viewer.stop();
}

/** Says what went wrong where nobody has said it yet. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const expected = error instanceof UserError || error instanceof ConfigError;
  const words = expected || !(error instanceof Error) ? messageOf(error) : error.stack;
  process.stderr.write(`${failureText(`rollcall-viewer: ${words ?? ''}`)}\n`);
  return expected ? error.exitCode : 1;
}

function settingsHelp(): string {
  return `
Settings (environment):
  DATABASE_URL, or DATABASE_URL_FILE   Postgres, best as a role that can only read (rollcall_reader)
  VIEWER_HOST                          where to listen (127.0.0.1)
  VIEWER_PORT                          and at which port (8080)
  VIEWER_TIME_ZONE                     zone of the times shown (UTC); ?tz= overrides it
  LIVE_STATE_POLL_SECONDS              how often pages refresh themselves (5)
  LIVE_STATE_STALE_SECONDS             a state older than this is shown as stale (30)
  LOG_LEVEL                            fatal, error, warn, info, debug, trace or silent (info)

Exit status: 0 stopped, 1 failed, 2 wrong usage, 78 bad settings.`;
}
