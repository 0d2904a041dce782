import { onShutdown } from '@rollcall/shared';
import { runCli } from './commands/cli.ts';
import { keepLookupsShort } from './commands/short-lookups.ts';

/** Ends in order what is going on; null where nothing is that has an order. */
let stop: AbortController | null = null;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  // Whoever read the results has seen enough (`rollcall servers list | head -1`): not a failure.
  if (stop === null) process.exit(0);
  stop.abort(new Error('stopped, since nobody reads the output any more'));
});
process.stderr.on('error', () => undefined);

keepLookupsShort(process.env);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onShutdown: () => {
    const controller = (stop ??= new AbortController());
    const { signal } = onShutdown();
    signal.addEventListener('abort', () => {
      controller.abort(signal.reason);
    });
    return controller.signal;
  },
});
