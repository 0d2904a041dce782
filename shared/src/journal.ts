import { fstatSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** By the name of a level in our log, its priority in systemd's (sd-daemon(3)); every other line is a notice of what goes on. */
const PRIORITIES: Readonly<Record<string, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
};
const INFO = 6;
const STDERR = 2;

/** Whether stderr goes to systemd's journal, so that `journalctl --priority=warning` can tell lines apart. */
export function goesToJournal(env: Environment = process.env): boolean {
  const stream = env['JOURNAL_STREAM'] ?? '';
  if (stream === '') return false;
  // A child that was given another stderr has inherited the variable all the same.
  const { dev, ino } = fstatSync(STDERR);
  return stream === `${dev}:${ino}`;
}

/** A line of our JSON log with its priority before it, as the journal reads it. */
export function withPriority(line: string): string {
  const level = /^\{"level":"(\w+)"/.exec(line)?.[1] ?? '';
  return `<${PRIORITIES[level] ?? INFO}>${line}`;
}

/** Why a process ends, for stderr: each line an error where the journal reads it. */
export function failureText(text: string, env: Environment = process.env): string {
  return goesToJournal(env) ? text.replace(/^/gm, '<3>') : text;
}
