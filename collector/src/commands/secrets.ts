import type { Command } from 'commander';
import type { CliIo } from './io.ts';
import { addSecretsCheck } from './secrets-check.ts';
import { addSecretsRotate } from './secrets-rotate.ts';

export function addSecrets(program: Command, io: CliIo): void {
  const secrets = program
    .command('secrets')
    .description('The RCON passwords in the database: what seals them, and how to change that.')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText(
      'after',
      `
To change the key: restart every collector with the new one as ROLLCALL_SECRET_KEY and the old one as
ROLLCALL_SECRET_KEY_PREVIOUS, run "rollcall secrets rotate" with the same two, then take the old one away.

Example:
  rollcall secrets check`,
    );
  addSecretsCheck(secrets, io);
  addSecretsRotate(secrets, io);
}
