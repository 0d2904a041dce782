import { vi, expect } from 'vitest';
import type { Running } from './processes.ts';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly server?: string;
  readonly kind?: string;
  readonly detail?: string;
}

/** What a daemon has logged so far. */
export function logOf(running: Pick<Running, 'output'>): readonly LogLine[] {
  return running
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
}

/** Resolves when it has logged this. */
export async function logged(running: Pick<Running, 'output'>, message: string): Promise<void> {
  await vi.waitFor(
    () => {
      expect(logOf(running).map(({ msg }) => msg)).toContain(message);
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** How often it has logged this. */
export function timesLogged(running: Pick<Running, 'output'>, message: string): number {
  return logOf(running).filter(({ msg }) => msg === message).length;
}
