import { messageOf } from '@rollcall/shared';
import type { Connection } from '../drivers/driver.ts';
import { DriverError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import { pause } from '../poll/pause.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { formatAge } from './ages.ts';
import { findingsOf, type Finding } from './doctor-finding.ts';
import { adviceFor } from './observe-once.ts';

/** While somebody joins or a map loads an answer is short for a moment; what stays so is another matter. */
const TRIES = 3;
const PAUSE_MS = 1_500;

/** A server that gave such an answer within this time is worth a look. */
const LATELY_MS = 60 * 60_000;

/** What the collector that watches a server has counted (P9). */
export interface IncompleteAnswers {
  readonly count: number;
  readonly lastAt: Date;
  /** When it began to watch. */
  readonly since: Date;
}

/** What the collector has found short; nothing where it was nothing. */
export function incompleteAnswers(
  {
    server,
    incomplete,
  }: { readonly server: RegisteredServer; readonly incomplete: IncompleteAnswers | null },
  { now }: { readonly now: Date },
): readonly Finding[] {
  if (incomplete === null) return [];
  const { count, lastAt, since } = incomplete;
  const { ok, warning } = findingsOf(server.name);
  const message = `${count} not complete since ${formatAge(since, now)}, the last one ${formatAge(lastAt, now)}; nobody is taken to have left because of them`;
  if (now.getTime() - lastAt.getTime() > LATELY_MS) return [ok('answers before', message)];
  return [warning('answers before', message, adviceToCapture(server))];
}

type Timed = <T>(work: (deadline: AbortSignal) => Promise<T>) => Promise<T>;

/** Whether the answer is understood, and accounts for everybody that the server counts. Closes the connection. */
export async function inspectAnswer(
  connection: Connection,
  server: RegisteredServer,
  timed: Timed,
  signal: AbortSignal,
): Promise<Finding> {
  const { ok, warning, problem } = findingsOf(server.name);
  try {
    let seen = await timed((deadline) => connection.observe(deadline));
    let tries = 1;
    for (; !seen.complete && tries < TRIES; tries += 1) {
      await pause(PAUSE_MS, signal);
      seen = await timed((deadline) => connection.observe(deadline));
    }
    if (seen.complete && tries === 1) return ok('answer', `complete: ${counts(seen)}`);
    if (seen.complete) return ok('answer', `complete at the ${tries}. try: ${counts(seen)}`);
    return warning(
      'answer',
      `not complete, ${TRIES} times in a row: ${counts(seen)}; nobody is taken to have left because of it`,
      adviceToCapture(server),
    );
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const advice = error.kind === 'protocol' ? captureAdvice(server) : adviceFor(error);
    return problem('answer', messageOf(error), advice);
  } finally {
    connection.close();
  }
}

function adviceToCapture(server: RegisteredServer): string {
  return `normal for a moment while people join or a map loads; if it stays so, ${captureAdvice(server)}`;
}

function counts({ players, roster }: Observation): string {
  return `${players ?? '?'} players counted, ${roster.length} listed`;
}

export function captureAdvice(server: RegisteredServer): string {
  return `save the answer with "rollcall poll ${server.name} --capture FILE" and report it: the parser may not know this form`;
}
