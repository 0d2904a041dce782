import { ConfigError, UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { readRegistryConfig } from '../config.ts';
import { rotate, type Unopened } from '../secrets/rotation.ts';
import { secretKeys } from '../secrets/seal.ts';
import { replaceStored, storedPasswords } from '../store/credentials.ts';
import { editRegistry } from './database.ts';
import { note, print, type CliIo } from './io.ts';
import { toJson } from './printable.ts';

export function addSecretsRotate(secrets: Command, io: CliIo): void {
  secrets
    .command('rotate')
    .description('Seal every stored RCON password with ROLLCALL_SECRET_KEY.')
    .option('--json', 'one JSON object: key, rotated, from, already, unopened')
    .addHelpText(
      'after',
      `
Opens what ROLLCALL_SECRET_KEY_PREVIOUS has sealed, and what is not sealed at all. All of it is stored at once or nothing;
to do it again changes nothing. Collectors that know the new key go on polling on the connections they have.
Exit status 1 where a password cannot be opened: it stays as it is, and all others are rotated.

Example:
  ROLLCALL_SECRET_KEY_FILE=new.key ROLLCALL_SECRET_KEY_PREVIOUS_FILE=old.key rollcall secrets rotate`,
    )
    .action(async (options: { readonly json?: true }) => {
      const config = readRegistryConfig(io.env);
      const keys = secretKeys(config);
      const { current, previous } = keys;
      if (current === null) {
        throw new ConfigError(
          'ROLLCALL_SECRET_KEY is not set: there is nothing to seal with ("openssl rand -base64 32" makes a good one)',
        );
      }
      const { rotated, before, already, unopened } = await editRegistry(
        config.DATABASE_URL,
        async (db) => {
          const rotation = rotate(keys, await storedPasswords(db));
          return { ...rotation, rotated: await replaceStored(db, rotation.resealed) };
        },
      );
      const from = [...before].map(([key, passwords]) => ({ key, passwords }));
      print(
        io,
        options.json === true
          ? toJson({ key: current.id, rotated, from, already, unopened })
          : `sealed ${counted(rotated)} with key ${current.id}${origins(from)}; ${already} had been before`,
      );
      if (unopened.length > 0) throw new UserError(unopenedText(unopened));
      if (previous === null) return;
      note(
        io,
        'rollcall: note: nothing needs ROLLCALL_SECRET_KEY_PREVIOUS any more: take it out of the settings of every collector',
      );
    });
}

/** What cannot be opened, a line each. */
export function unopenedText(unopened: readonly Unopened[]): string {
  const lines = unopened.map(({ id, name, reason }) => `  "${name}" (number ${id}): ${reason}`);
  return [`${counted(unopened.length)} cannot be opened:`, ...lines].join('\n');
}

function counted(passwords: number): string {
  return passwords === 1 ? '1 password' : `${passwords} passwords`;
}

function origins(
  from: readonly { readonly key: string | null; readonly passwords: number }[],
): string {
  if (from.length === 0) return '';
  const parts = from.map(({ key, passwords }) =>
    key === null ? `${passwords} not sealed` : `${passwords} sealed with key ${key}`,
  );
  return ` (until now ${parts.join(', ')})`;
}
