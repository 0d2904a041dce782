import { migrate, UserError, type MigrationResult } from '@rollcall/shared';
import { InvalidArgumentError, type Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDatabaseConfig } from '../config.ts';
import { note, print, type CliIo } from './io.ts';
import { isAway, withDatabaseWords } from './postgres-words.ts';

const RETRY_MS = 500;

export function addMigrate(program: Command, io: CliIo): void {
  program
    .command('migrate')
    .description('Bring the schema of the database up to date.')
    .option(
      '--wait <seconds>',
      'how long to wait for a Postgres that is still starting',
      seconds,
      0,
    )
    .addHelpText(
      'after',
      `
Safe to run twice at once, and to run when there is nothing to do. Also grants the role rollcall_reader what the
viewer shows. Run it at every update, before the collector and the viewer start.

Example:
  rollcall migrate --wait 60`,
    )
    .action(async (options: { readonly wait: number }) => {
      const { DATABASE_URL: url } = readDatabaseConfig(io.env);
      const deadline = Date.now() + options.wait * 1_000;
      const result = await withDatabaseWords(url, () => migrateOnceThere(url, deadline));
      const { applied } = result;
      print(
        io,
        applied === 0
          ? 'the schema is up to date'
          : `applied ${applied} migration${applied === 1 ? '' : 's'}: the schema is up to date`,
      );
      if (result.roleProblem !== null) note(io, `rollcall: ${result.roleProblem}`);
    });
}

async function migrateOnceThere(url: string, deadline: number): Promise<MigrationResult> {
  for (;;) {
    try {
      return await migrate(url);
    } catch (error) {
      if (error instanceof UserError || !isAway(error) || Date.now() >= deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function seconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('it is a number of seconds.');
  return Number(text);
}
