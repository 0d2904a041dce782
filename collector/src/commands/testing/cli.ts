import { PassThrough, Readable, Writable } from 'node:stream';
import { runCli } from '../cli.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  /** Settings beside `DATABASE_URL`. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in; without it standard input is empty. */
  readonly stdin?: string;
  /** What somebody at a terminal types. */
  readonly typed?: string;
  readonly signal?: AbortSignal;
}

/** Runs `rollcall` in this process against the database of a test. */
export async function rollcall(
  url: string | null,
  args: readonly string[],
  run: CliRun = {},
): Promise<CliResult> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await runCli(args, {
    env: { ...(url === null ? {} : { DATABASE_URL: url }), ...run.env },
    stdin: standardInput(run),
    stdout: collector(stdout),
    stderr: collector(stderr),
    onShutdown: () => run.signal ?? new AbortController().signal,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

function standardInput({ stdin, typed }: CliRun): Readable & { readonly isTTY?: boolean } {
  if (typed === undefined) return Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]);
  const keyboard = new PassThrough();
  keyboard.end(typed);
  return Object.assign(keyboard, { isTTY: true });
}

function collector(chunks: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
}
