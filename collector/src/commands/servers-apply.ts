import { UserError, type Database } from '@rollcall/shared';
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readRegistryConfig } from '../config.ts';
import { parseFleet, type FleetServer } from '../fleet/fleet-file.ts';
import { planFleet, type FleetChange, type PlannedServer } from '../fleet/plan.ts';
import { openPassword, sealPassword, secretKeys, type SecretKeys } from '../secrets/seal.ts';
import { addServer, setPassword, updateServer } from '../store/registry-edit.ts';
import { removeServer } from '../store/registry-remove.ts';
import { loadRegistry } from '../store/registry.ts';
import { formatAddress } from '../transport/tcp.ts';
import { editRegistry, withDatabase } from './database.ts';
import { fileProblem } from './file-problem.ts';
import { print, type CliIo } from './io.ts';
import { generatePassword, readPasswordFile } from './password-input.ts';
import { printable } from './printable.ts';

export function addServersApply(servers: Command, io: CliIo): void {
  servers
    .command('apply')
    .description('Make the registry equal to a fleet file: add, change and REMOVE servers.')
    .argument('<fleet.yaml>', 'the file; fleet.example.yaml shows every field')
    .option('--dry-run', 'only show what would be done')
    .addHelpText(
      'after',
      `
All of it happens or nothing; doing it again changes nothing. Servers that the file does not name are removed, their
history stays. A server that only has another name in the file is renamed.

Example:
  rollcall servers apply fleet.yaml --dry-run`,
    )
    .action(async (path: string, options: { readonly dryRun?: true }) => {
      const config = readRegistryConfig(io.env);
      const wanted = await readFleet(io, path);
      const keys = secretKeys(config);
      const isDryRun = options.dryRun === true;
      const session = isDryRun ? withDatabase : editRegistry;
      const changes = await session(config.DATABASE_URL, async (db) => {
        const plan = planFleet(await currentServers(db, keys), wanted);
        if (!isDryRun) for (const change of plan) await carryOut(db, change, keys);
        return plan;
      });
      print(io, renderChanges(changes, wanted.length, isDryRun));
    });
}

async function readFleet(io: CliIo, path: string): Promise<readonly PlannedServer[]> {
  const fleet = parseFleet(
    await readFile(path, 'utf8').catch((error: unknown) => {
      throw fileProblem('read', path, error);
    }),
  );
  const problems: string[] = [];
  const planned: PlannedServer[] = [];
  for (const server of fleet) {
    try {
      planned.push({ ...server, password: await passwordOf(io, server, dirname(path)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(`  ${server.name}: ${error.message}`);
    }
  }
  if (problems.length > 0) {
    throw new UserError(`the fleet file cannot be used:\n${problems.join('\n')}`);
  }
  return planned;
}

async function passwordOf(
  io: CliIo,
  { password }: FleetServer,
  folder: string,
): Promise<string | null> {
  if (password === null) return null;
  if (password.type === 'text') return password.password;
  return readPasswordFile(io, resolve(folder, password.path));
}

async function currentServers(db: Database, keys: SecretKeys) {
  const registry = await loadRegistry(db, (stored) => openPassword(keys, stored));
  return registry.map((server) => ({
    ...server,
    password: server.password === '' ? null : server.password,
  }));
}

async function carryOut(db: Database, change: FleetChange, keys: SecretKeys): Promise<void> {
  switch (change.type) {
    case 'remove':
      await removeServer(db, change.current.id, new Date());
      return;
    case 'change': {
      const { password, ...facts } = change.server;
      const has = (wanted: string) => change.fields.some(({ field }) => field === wanted);
      if (change.fields.some(({ field }) => field !== 'password')) {
        await updateServer(db, change.current.id, facts);
      }
      if (has('password') && password !== null) {
        await setPassword(db, change.current.id, sealPassword(keys, password));
      }
      return;
    }
    case 'add': {
      const { password, ...facts } = change.server;
      const storedPassword = sealPassword(keys, password ?? generatePassword());
      await addServer(db, { ...facts, storedPassword });
    }
  }
}

function renderChanges(changes: readonly FleetChange[], total: number, isDryRun: boolean): string {
  const count = (type: FleetChange['type']) =>
    changes.filter((change) => change.type === type).length;
  const verb = isDryRun ? 'to be ' : '';
  const changed = changes.length - count('add') - count('remove');
  const unchanged = total - count('add') - changed;
  const summary = `${count('add')} ${verb}added, ${changed} ${verb}changed, ${count('remove')} ${verb}removed, ${unchanged} as they were`;
  const generated = changes.some(
    (change) => change.type === 'add' && change.server.password === null,
  );
  return [
    ...changes.flatMap(renderChange),
    ...(generated && !isDryRun
      ? ['a generated password belongs into server.cfg: "rollcall servers cfg NAME" prints it']
      : []),
    isDryRun ? `${summary} (dry run: nothing was done)` : summary,
  ].join('\n');
}

function renderChange(change: FleetChange): readonly string[] {
  switch (change.type) {
    case 'add': {
      const { server } = change;
      const generated = server.password === null ? ', with a generated password' : '';
      return [printable(`+ ${server.name} (${formatAddress(server)})${generated}`)];
    }
    case 'remove':
      return [printable(`- ${change.current.name} (${formatAddress(change.current)})`)];
    case 'change':
      return [
        printable(`~ ${change.current.name}`),
        ...change.fields.map(({ field, from, to }) => printable(`    ${field}: ${from} -> ${to}`)),
      ];
  }
}
