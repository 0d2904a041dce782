import { createInterface } from 'node:readline';
import { Writable, type Readable } from 'node:stream';

/** Asks on the terminal without showing what is typed; null if it was left with Ctrl-C or Ctrl-D. */
export async function askPassword(
  input: Readable,
  output: Writable,
  question: string,
): Promise<string | null> {
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  output.write(question);
  // A history of its own would offer the password by arrow key.
  const terminal = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await new Promise<string | null>((resolve) => {
      terminal.once('line', resolve);
      terminal.once('SIGINT', () => {
        resolve(null);
      });
      terminal.once('close', () => {
        resolve(null);
      });
    });
  } finally {
    terminal.close();
    output.write('\n');
  }
}
