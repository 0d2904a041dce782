import { readFileSync } from 'node:fs';

const folder = new URL('../collector/src/protocols/source-status/fixtures/', import.meta.url);

interface ExpectedPlayer {
  readonly name: string;
  readonly steamId64: string | null;
  readonly connectedSeconds: number | null;
}

export interface Capture {
  readonly file: string;
  readonly protocol: string;
  readonly command: string;
  readonly expected: {
    readonly map: string | null;
    readonly humans: number | null;
    readonly max: number | null;
    readonly bots: number | null;
    readonly hibernating: boolean | null;
    readonly roster: readonly ExpectedPlayer[];
  };
  readonly text: Buffer;
}

/** Every answer that a real server gave over Source RCON, with what a correct parser gets from it. */
export function sourceRconCaptures(): readonly Capture[] {
  return readFileSync(new URL('index.jsonl', folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Omit<Capture, 'text'>)
    .filter((capture) => capture.protocol === 'source-rcon')
    .map((capture) => ({ ...capture, text: readFileSync(new URL(capture.file, folder)) }));
}
