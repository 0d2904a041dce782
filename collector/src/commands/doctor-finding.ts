import { printable } from './printable.ts';

/** `problem` makes the exit status 1, a `warning` does not. */
type Level = 'ok' | 'warning' | 'problem';

/** One thing that `rollcall doctor` has looked at. */
export interface Finding {
  /** What was looked at, stable for scripts: `database`, `schema`, `login`, … */
  readonly check: string;
  /** The server it is about; null for everything else. */
  readonly server: string | null;
  readonly level: Level;
  readonly message: string;
  /** What to do; null when all is well. */
  readonly advice: string | null;
}

/** Makes the findings of one server, or (with null) those of everything else. */
export function findingsOf(server: string | null) {
  const make = (level: Level) => (check: string, message: string, advice: string) => ({
    check,
    server,
    level,
    message,
    advice,
  });
  return {
    ok: (check: string, message: string): Finding => ({
      check,
      server,
      level: 'ok',
      message,
      advice: null,
    }),
    warning: make('warning') as (check: string, message: string, advice: string) => Finding,
    problem: make('problem') as (check: string, message: string, advice: string) => Finding,
  };
}

const MARKS: Readonly<Record<Level, string>> = { ok: 'ok  ', warning: 'WARN', problem: 'BAD ' };

/** Findings for people: a line each, with what to do below. */
export function renderFindings(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ check, server, level, message, advice }) => [
      `${MARKS[level]}  ${[server, check]
        .filter((part) => part !== null)
        .map(printable)
        .join(': ')}: ${printable(message)}`,
      ...(advice === null ? [] : [`      -> ${printable(advice)}`]),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

export function countOf(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length;
}
