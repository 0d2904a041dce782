import type { Finding } from '../doctor-finding.ts';
import { rollcall } from './cli.ts';

/** Runs `rollcall doctor --json` and looks through what it found. */
export async function doctor(url: string | null, args: readonly string[] = [], env = {}) {
  const run = await rollcall(url, ['doctor', '--json', ...args], { env });
  const told = JSON.parse(run.stdout) as { ok: boolean; findings: readonly Finding[] };
  const levels = (server: string | null) =>
    Object.fromEntries(
      told.findings
        .filter((finding) => finding.server === server)
        .map(({ check, level }) => [check, level]),
    );
  const find = (check: string, level = 'problem') =>
    told.findings.find((finding) => finding.check === check && finding.level === level);
  return { ...run, ...told, levels, find };
}
