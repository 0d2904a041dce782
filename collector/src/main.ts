import { onShutdown } from '@rollcall/shared';
import { runCli } from './commands/cli.ts';

// Whoever read the results has seen enough (`rollcall servers list | head -1`): not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.stderr.on('error', () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onShutdown: () => onShutdown().signal,
});
