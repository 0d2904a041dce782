import { messageOf, UserError } from '@rollcall/shared';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * Commands from a pipe or a file, one a line, as soon as each is there; without blank lines and `//` comments. Ends with the input.
 *
 * @throws UserError where `stop` ends it before
 */
export async function* pipedCommands(
  input: Readable,
  stop: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  for await (const line of createInterface({ input, crlfDelay: Infinity, signal: stop })) {
    const command = line.replace(/^\ufeff/, '').trim();
    if (command !== '' && !command.startsWith('//')) yield command;
  }
  if (stop.aborted) throw new UserError(messageOf(stop.reason));
}
