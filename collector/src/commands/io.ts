import type { Readable, Writable } from 'node:stream';

/** What a command sees of the world outside: handed in, so that tests can run one in their own process. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Results. */
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** Everything else. */
  readonly stderr: Writable;
  /**
   * From the call on, a signal to the process stops it in order instead of ending it, and so does an output that nobody reads any more
   * (`rollcall rcon … | head -1`).
   */
  readonly onShutdown: () => AbortSignal;
}

/** Prints a result. */
export function print(io: CliIo, text: string): void {
  io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Tells something that is no result. */
export function note(io: CliIo, text: string): void {
  io.stderr.write(`${text}\n`);
}
