import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Commands from a pipe or a file, one a line, as soon as each is there; without blank lines and `//` comments. */
export async function* pipedCommands(input: Readable): AsyncGenerator<string, void, undefined> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const command = line.replace(/^\ufeff/, '').trim();
    if (command !== '' && !command.startsWith('//')) yield command;
  }
}
