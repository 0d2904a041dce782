import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { FleetMember } from './fleet.ts';

/** The heading under which practice servers are listed, by which everybody sees what they are. */
const PRACTICE_GROUP = 'Practice';

/** Writes the file with which `rollcall servers apply` registers these servers; only its owner may read it. */
export function writeFleetFile(
  path: string,
  members: readonly FleetMember[],
  password: string,
): void {
  const fleet = {
    servers: members.map(({ name, host, port }) => ({
      name,
      address: `${host}:${port}`,
      protocol: 'source',
      group: PRACTICE_GROUP,
      password,
    })),
  };
  const draft = `${path}.new`;
  writeFileSync(draft, stringify(fleet), { mode: 0o600 });
  // Whoever waits for the file finds it whole.
  renameSync(draft, path);
}

/** The password in a fleet file written earlier, so that servers registered with it still let the collector in. */
export function passwordIn(path: string): string | null {
  try {
    const fleet: unknown = parse(readFileSync(path, 'utf8'));
    const [server] = listIn(fleet);
    return typeof server?.['password'] === 'string' ? server['password'] : null;
  } catch {
    return null;
  }
}

export function generatePassword(): string {
  return randomBytes(32).toString('base64url');
}

function listIn(fleet: unknown): readonly Record<string, unknown>[] {
  if (typeof fleet !== 'object' || fleet === null || !('servers' in fleet)) return [];
  return Array.isArray(fleet.servers) ? (fleet.servers as Record<string, unknown>[]) : [];
}
