import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { readRegistryConfig } from '../config.ts';
import { rotate } from '../secrets/rotation.ts';
import { keyIdOf, secretKeys, type SecretKeys } from '../secrets/seal.ts';
import { storedPasswords } from '../store/credentials.ts';
import { withDatabase } from './database.ts';
import { note, print, type CliIo } from './io.ts';
import { toJson } from './printable.ts';
import { unopenedText } from './secrets-rotate.ts';
import { renderTable } from './table.ts';

export function addSecretsCheck(secrets: Command, io: CliIo): void {
  secrets
    .command('check')
    .description('Show which key has sealed how many passwords, and which cannot be opened.')
    .option('--json', 'one JSON object: current, previous, keys, unopened')
    .addHelpText(
      'after',
      `
Opens every password, and shows none. Exit status 1 where one cannot be opened.

Example:
  rollcall secrets check`,
    )
    .action(async (options: { readonly json?: true }) => {
      const config = readRegistryConfig(io.env);
      const keys = secretKeys(config);
      const stored = await withDatabase(config.DATABASE_URL, storedPasswords);
      const counts = new Map<string | null, number>();
      for (const row of stored) {
        const key = keyIdOf(row.stored);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const used = [...counts].map(([key, passwords]) => ({ key, passwords }));
      const { unopened } = rotate(keys, stored);
      if (options.json === true) {
        const { current, previous } = keys;
        print(
          io,
          toJson({
            current: current?.id ?? null,
            previous: previous?.id ?? null,
            keys: used,
            unopened,
          }),
        );
      } else if (used.length === 0) {
        note(io, 'no password is stored');
      } else {
        print(
          io,
          renderTable(
            [
              { title: 'KEY', value: ({ key }) => key ?? '-' },
              { title: 'PASSWORDS', value: ({ passwords }) => passwords, align: 'right' },
              { title: 'WHAT IT IS', value: ({ key }) => meaning(key, keys) },
            ],
            used,
          ),
        );
      }
      if (unopened.length > 0) throw new UserError(unopenedText(unopened));
    });
}

function meaning(key: string | null, { current, previous }: SecretKeys): string {
  if (key === null) {
    return current === null
      ? 'not sealed: ROLLCALL_SECRET_KEY is not set'
      : 'not sealed: "rollcall secrets rotate" seals them';
  }
  if (key === current?.id) return 'ROLLCALL_SECRET_KEY';
  if (key === previous?.id) {
    return 'ROLLCALL_SECRET_KEY_PREVIOUS: "rollcall secrets rotate" seals them anew';
  }
  return 'not known here';
}
