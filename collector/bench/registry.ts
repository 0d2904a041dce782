import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runRollcall } from './rollcall.ts';

export interface RegisteredFleet {
  readonly env: Readonly<Record<string, string>>;
  /** Where the fleet file lies. */
  readonly folder: string;
}

export interface FleetEntry {
  readonly name: string;
  readonly address: string;
  readonly password: string;
}

export function entry(name: string, port: number, password: string): FleetEntry {
  return { name, address: `127.0.0.1:${port}`, password };
}

/** Makes the registry hold exactly these servers. */
export async function applyFleet(
  { env, folder }: RegisteredFleet,
  servers: readonly FleetEntry[],
): Promise<void> {
  const path = join(folder, 'fleet.yaml');
  writeFileSync(path, stringify({ servers }), { mode: 0o600 });
  await runRollcall(['servers', 'apply', path], env);
}
