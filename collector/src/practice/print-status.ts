import { printCsgo, printGoldSrc, printL4d2, printOldSource } from './print-narrow.ts';
import { printCs2, printTf2 } from './print-wide.ts';
import type { StatusFacts } from './status-facts.ts';

/** The branches whose `status` differs. */
export const PRINTERS = {
  l4d2: printL4d2,
  csgo: printCsgo,
  tf2: printTf2,
  'source-2009': printOldSource,
  cs2: printCs2,
  goldsrc: printGoldSrc,
} as const satisfies Record<string, (facts: StatusFacts) => string>;

export type PrintedGame = keyof typeof PRINTERS;

/** The answer to `status`, as the engine of `game` prints it. */
export function printStatus(game: PrintedGame, facts: StatusFacts): string {
  return PRINTERS[game](facts);
}
