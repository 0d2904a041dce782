import { UserError } from '@rollcall/shared';
import { groupProblem, nameProblem, protocolProblem } from '../fleet/server-rules.ts';

/** @throws UserError (wrong usage) for a name that no server can have */
export function serverName(text: string): string {
  return accepted(text, nameProblem);
}

/** @throws UserError (wrong usage) for a label that no group can have */
export function groupLabel(text: string): string {
  return accepted(text, groupProblem);
}

/** @throws UserError (wrong usage) for a protocol that Rollcall does not speak */
export function protocolName(text: string): string {
  return accepted(text, protocolProblem);
}

function accepted(text: string, problemOf: (text: string) => string | null): string {
  const trimmed = text.trim();
  const problem = problemOf(trimmed);
  if (problem !== null) throw new UserError(problem, { exitCode: 2 });
  return trimmed;
}
