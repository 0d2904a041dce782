import type { Visit } from '../../collector/src/practice/world.ts';

/** Half open, milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A row of `server_player_session`. */
export interface Row {
  readonly player: string;
  readonly joinedMs: number;
  readonly leftMs: number | null;
  readonly reason: string | null;
}

/** What a simulated server knows of itself, and what the database says of it. */
export interface Told {
  readonly visits: readonly Visit[];
  /** When it was asked for its status. */
  readonly pollsMs: readonly number[];
  readonly rows: readonly Row[];
}

/** Whole seconds, the time an answer may take, and a session before that was seen to end only by the same poll. */
const JOIN_TOLERANCE_MS = 3_000;
/** An answer counts when it has arrived, and that may take so long after the server gave it. */
const ANSWER_MS = 2_000;
/** While a map loads a server does not answer, and drops its consoles: two polls in a row may tell nothing. The third one does. */
const SURE_POLLS = 3;
/** After a gap nobody knows the user ids, and a connection that began so shortly after another one cannot be told from it. */
const ALIKE_MS = 10_000 + JOIN_TOLERANCE_MS;

/**
 * What the history of a server says that its own log does not: every connection that some poll must have seen is there once, with its
 * times, and nothing else is there. Measured in polls, as the server saw them, so that a slow machine is no excuse and no fault. In a
 * gap somebody may come and go unseen, and the end of a session is known only as well as that.
 */
export function differences(told: Told, watched: Span, gaps: readonly Span[]): readonly string[] {
  const { rows } = told;
  const isGap = (atMs: number) => gaps.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  const pollsMs = told.pollsMs.filter((atMs) => !isGap(atMs));
  const left = new Set(rows);
  const problems: string[] = [];
  for (const visit of joinedTogether(told.visits, rows, gaps)) {
    const row = rows.find((one) => left.has(one) && isOf(one, visit));
    if (row !== undefined) left.delete(row);
    const problem =
      row === undefined
        ? missing(visit, pollsMs, watched)
        : wrongEnd(row, visit, { pollsMs, lastMs: told.pollsMs.at(-1) ?? 0 }, watched);
    if (problem !== null) problems.push(`${described(visit)} ${problem}`);
  }
  for (const row of left) problems.push(`nobody was there: ${JSON.stringify(row)}`);
  return problems;
}

function isOf({ player, joinedMs }: Row, { steamId, joinedAtMs }: Visit): boolean {
  return player === String(steamId) && Math.abs(joinedMs - joinedAtMs) <= JOIN_TOLERANCE_MS;
}

function missing(visit: Visit, pollsMs: readonly number[], { fromMs, toMs }: Span): string | null {
  const sinceMs = Math.max(visit.joinedAtMs + visit.pendingMs, fromMs);
  const untilMs = Math.min(visit.leftAtMs, toMs);
  const seen = pollsMs.filter((atMs) => sinceMs <= atMs && atMs < untilMs).length;
  return seen >= SURE_POLLS ? `is missing, though ${seen} polls saw it` : null;
}

function wrongEnd(
  row: Row,
  { leftAtMs }: Visit,
  { pollsMs, lastMs }: { readonly pollsMs: readonly number[]; readonly lastMs: number },
  { toMs }: Span,
): string | null {
  const after = pollsMs.filter((atMs) => atMs >= leftAtMs);
  if (row.leftMs === null) {
    const seen = after.filter((atMs) => atMs < toMs).length;
    return seen >= SURE_POLLS ? `is still open after ${seen} polls` : null;
  }
  if (leftAtMs > lastMs) return `goes on: ${JSON.stringify(row)}`;
  const earliestMs = pollsMs.filter((atMs) => atMs < leftAtMs).at(-SURE_POLLS) ?? -Infinity;
  const latestMs = (after[SURE_POLLS - 1] ?? Infinity) + ANSWER_MS;
  const isRight = row.leftMs >= earliestMs && row.leftMs <= latestMs;
  return isRight ? null : `ends ${row.leftMs - leftAtMs} ms after it (${String(row.reason)})`;
}

/** Two visits of a player are one where nobody could tell them apart, and the history has one session for both. */
function joinedTogether(
  visits: readonly Visit[],
  rows: readonly Row[],
  gaps: readonly Span[],
): readonly Visit[] {
  const joined: Visit[] = [];
  for (const visit of visits) {
    const before = joined.findIndex((one) => one.steamId === visit.steamId && isAlike(one, visit));
    const first = joined[before];
    const hidden = gaps.some(
      (gap) => first && gap.toMs > first.joinedAtMs && gap.fromMs < visit.joinedAtMs + ALIKE_MS,
    );
    const own = rows.some((row) => isOf(row, visit) && !(first && isOf(row, first)));
    const goesOn = rows.some(
      (row) => first && isOf(row, first) && (row.leftMs ?? Infinity) > visit.joinedAtMs + ANSWER_MS,
    );
    if (first === undefined || !hidden || own || !goesOn) joined.push(visit);
    else joined[before] = { ...first, leftAtMs: visit.leftAtMs };
  }
  return joined;
}

function isAlike(first: Visit, second: Visit): boolean {
  return second.joinedAtMs - first.joinedAtMs <= ALIKE_MS;
}

function described({ steamId, joinedAtMs, leftAtMs }: Visit): string {
  return `${String(steamId)} from ${joinedAtMs} to ${leftAtMs}`;
}
