import { spawnSync } from 'node:child_process';

/** Whether Prometheus' own checker is installed (Debian's package prometheus). */
export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) process.stderr.write('checks by promtool are skipped: it is not installed\n');

/** Runs it; what it printed, and how it ended. */
export function promtool(args: readonly string[], stdin = '') {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    input: stdin,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}
