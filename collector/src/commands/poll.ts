import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readAddressPollConfig, readServerPollConfig } from '../config.ts';
import { tryParseAddress, type Address } from '../fleet/address.ts';
import { formatAddress } from '../transport/tcp.ts';
import { captureIndexLine } from './capture-index.ts';
import { withDatabase } from './database.ts';
import { fileProblem } from './file-problem.ts';
import { note, print, type CliIo } from './io.ts';
import { maskCapture } from './mask-capture.ts';
import { observeOnce, type PollTarget, type RawAnswer } from './observe-once.ts';
import { addPasswordOptions, readGivenPassword, type PasswordOptions } from './password-input.ts';
import { observationJson, renderObservation } from './observation-text.ts';
import { toJson } from './printable.ts';
import { protocolName } from './server-input.ts';
import { serverWithPassword } from './servers-cfg.ts';

interface Options extends PasswordOptions {
  readonly protocol?: string;
  readonly capture?: string;
  readonly json?: true;
}

export function addPoll(program: Command, io: CliIo): void {
  const command = program
    .command('poll')
    .description('Ask one server once, now, and print what it says.')
    .argument('<server>', 'name or number of a registered server, or HOST:PORT')
    .option('--protocol <protocol>', 'how to ask HOST:PORT (default: "source")');
  addPasswordOptions(command)
    .option('--capture <file>', 'save the raw answer, with ids and addresses masked')
    .option('--json', 'one JSON object: at, map, players, …, roster')
    .addHelpText(
      'after',
      `
--capture makes a fixture: FILE can be added to the others as it is, with the line that is printed for their index.
HOST:PORT needs no database. The deadline is LIVE_STATE_QUERY_TIMEOUT_SECONDS.
Do not try passwords: Source servers ban an address after a few wrong ones.

Example:
  rollcall poll "Campaign 1"
  rollcall poll 203.0.113.7:27015 --password-file rcon.txt --json`,
    )
    .action(async (server: string, options: Options) => {
      const address = tryParseAddress(server);
      const { target, timeoutSeconds } =
        address === null
          ? await registeredTarget(io, server, options)
          : await addressTarget(io, address, options);
      const { capture } = options;
      const onRaw =
        capture === undefined
          ? undefined
          : (answer: RawAnswer) => saveCapture(io, capture, target.protocol, answer);
      const { at, seen } = await observeOnce(target, timeoutSeconds * 1_000, onRaw);
      print(
        io,
        options.json === true
          ? toJson(observationJson(at, seen))
          : renderObservation(target, at, seen),
      );
    });
}

interface Plan {
  readonly target: PollTarget;
  readonly timeoutSeconds: number;
}

async function addressTarget(io: CliIo, address: Address, options: Options): Promise<Plan> {
  const config = readAddressPollConfig(io.env);
  const name = formatAddress(address);
  const protocol = protocolName(options.protocol ?? 'source');
  const password = await readGivenPassword(io, options);
  if (password === null) {
    throw new UserError(`${name} needs a password: --password-file FILE or --password-stdin`, {
      exitCode: 2,
    });
  }
  const target = { name, ...address, protocol, password };
  return { target, timeoutSeconds: config.LIVE_STATE_QUERY_TIMEOUT_SECONDS };
}

async function registeredTarget(io: CliIo, name: string, options: Options): Promise<Plan> {
  const { protocol, passwordFile, passwordStdin } = options;
  if (protocol !== undefined || passwordFile !== undefined || passwordStdin === true) {
    throw new UserError(
      '--protocol and the password belong to HOST:PORT; those of a registered server are stored ("rollcall servers set" changes them)',
      { exitCode: 2 },
    );
  }
  const config = readServerPollConfig(io.env);
  const target = await withDatabase(config.DATABASE_URL, (db) =>
    serverWithPassword(db, name, config),
  );
  return { target, timeoutSeconds: config.LIVE_STATE_QUERY_TIMEOUT_SECONDS };
}

async function saveCapture(
  io: CliIo,
  path: string,
  protocol: string,
  { command, text }: RawAnswer,
): Promise<void> {
  const masked = maskCapture(text);
  try {
    await writeFile(path, masked);
  } catch (error) {
    throw fileProblem('write', path, error);
  }
  note(io, `saved the answer to ${path}, ids and addresses masked; names stand as they are`);
  const line = captureIndexLine(masked, {
    file: basename(path),
    protocol,
    command,
    at: new Date(),
  });
  note(
    io,
    line === null
      ? 'the parser does not know this form: what it should read has to be written by hand'
      : `its line for index.jsonl, beside the other fixtures:\n${toJson(JSON.parse(line))}`,
  );
}
