import type { AnswerFormat, ParsedAnswer } from './answer.ts';
import { newDraft, type Draft } from './draft.ts';
import { readHeaderLine } from './header-line.ts';
import { readRustRow } from './rust-row.ts';
import { readSourceRow, skipBlanks } from './source-row.ts';
import { readSource2Row } from './source2-row.ts';
import { readStatRow } from './stat-row.ts';
import { isDigit } from './text.ts';

const HASH = 0x23;
const COLUMNS = /^userid\s+name\s+uniqueid\s+connected\s+ping\s+loss\s+state(\s+rate)?(\s+adr)?/;
/** CS2 with tags or times switched on: `11/21 10:00:00 [Client] hostname : x`. */
const TAG =
  /^(?:\d\d\/\d\d(?:\/\d{4})?\s+(?:-\s+)?\d\d:\d\d:\d\d(?:\.\d+)?:?\s+)?(?:\[[^\]]{1,32}\]\s?)?/;
const HIBERNATING = /^\s*Server (?:is )?hibernating\W*$/i;

/** Reads the `status` of Source, Source 2, GoldSrc and Rust: the branch shows in the text. Null where it is none of them. */
export function parseSourceText(text: string): ParsedAnswer | null {
  const draft = newDraft();
  let whole = true;
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('\n', start);
    // The last line of a cut answer.
    whole = end !== -1;
    if (!whole) end = text.length;
    const next = end + 1;
    if (text.charCodeAt(end - 1) === 0x0d && end > start) end -= 1;
    if (end <= start) {
      // An empty line.
    } else if (text.charCodeAt(start) === HASH) {
      readHashLine(draft, text, start, end, whole);
    } else {
      readLine(draft, text.slice(start, end), whole);
    }
    start = next;
  }
  return finish(draft);
}

function readLine(draft: Draft, line: string, whole: boolean): void {
  const first = line.charCodeAt(0);
  if (draft.table && draft.branch === 'source2' && !draft.ended) {
    readSource2Line(draft, line);
  } else if (isDigit(first) && draft.branch === 'rust') {
    readRustRow(draft, line, whole);
  } else if (isDigit(first) && draft.branch === 'goldsrc') {
    readGoldSrcLine(draft, line, whole);
  } else if (!readHeaderLine(draft, line)) {
    readMark(draft, line);
  }
}

/** A column line, a row or the end. Rows are most of a text, so they are read where they stand. */
function readHashLine(
  draft: Draft,
  text: string,
  start: number,
  end: number,
  whole: boolean,
): void {
  const at = skipBlanks(text, start + 1);
  if (at >= end) return;
  if (isDigit(text.charCodeAt(at))) {
    if (!draft.ended) readSourceRow(draft, text, at, end, whole);
  } else if (text.startsWith('userid', at)) {
    readColumnLine(draft, text.slice(at, end));
  } else if (text.startsWith('#end', start)) {
    draft.ended = true;
    readHeaderLine(draft, text.slice(start + 4, end));
  } else if (text.startsWith('name', at)) {
    draft.table = true;
    draft.branch = 'goldsrc';
    draft.tabbed = text.slice(at, end).includes('\t');
  }
}

function readColumnLine(draft: Draft, line: string): void {
  const columns = COLUMNS.exec(line.slice(0, 200));
  draft.table = true;
  draft.rateColumn ||= columns?.[1] !== undefined;
  draft.addressColumn ||= columns?.[2] !== undefined;
  // A player's own console lets the next line run into this one.
  if (columns !== null) readHeaderLine(draft, line.slice(columns[0].length));
}

function readSource2Line(draft: Draft, line: string): void {
  const text = untagged(line);
  if (text.startsWith('#end')) draft.ended = true;
  else readSource2Row(draft, text);
}

function readGoldSrcLine(draft: Draft, line: string, whole: boolean): void {
  const footer = /^(\d{1,9}) users\s*$/.exec(line.slice(0, 40));
  if (footer) draft.footerCount = Number(footer[1]);
  else if (draft.tabbed) readStatRow(draft, line, whole);
}

/** What tells the branch, and anything behind a tag. */
function readMark(draft: Draft, line: string): void {
  const text = untagged(line);
  if (text.startsWith('---')) {
    if (/^-+\s*players\s*-+\s*$/.test(text.slice(0, 80))) {
      draft.branch = 'source2';
      draft.table = true;
    } else if (/^-+ Status -+\s*$/.test(text.slice(0, 80))) {
      draft.branch = 'source2';
    }
  } else if (/^\s*id\s+time\s+ping\s+loss\s+state\s+rate/.test(text.slice(0, 80))) {
    draft.branch = 'source2';
    draft.table = true;
  } else if (/^\s*id\s+name\s+ping\s+connected/.test(text.slice(0, 300))) {
    draft.branch = 'rust';
    draft.table = true;
  } else if (text.length !== line.length) {
    readHeaderLine(draft, text);
  } else if (HIBERNATING.test(text.slice(0, 80))) {
    draft.onlyHibernating = true;
  }
}

function untagged(line: string): string {
  const first = line.charCodeAt(0);
  if (first !== 0x5b && !isDigit(first)) return line;
  return line.slice(TAG.exec(line.slice(0, 100))?.[0].length ?? 0);
}

function finish(draft: Draft): ParsedAnswer | null {
  const { players, roster, botNames, relays } = draft;
  const rows = roster.length + botNames.length + relays;
  const hibernatingOnly = players === null && rows === 0 && !draft.table && draft.onlyHibernating;
  if (players === null && rows === 0 && !draft.table && !hibernatingOnly) return null;
  const goldSrc = draft.branch === 'goldsrc';
  // GoldSrc counts all in one: only rows tell humans from bots, and only if nobody's is missing.
  const told = !goldSrc || rows >= (players?.totalActive ?? Infinity);
  return {
    format: draft.branch satisfies AnswerFormat,
    hostname: draft.hostname,
    map: mapOf(draft),
    humans: hibernatingOnly
      ? 0
      : goldSrc
        ? told
          ? roster.length
          : null
        : (players?.humans ?? null),
    maxPlayers: players?.maxPlayers ?? null,
    bots: goldSrc ? (told ? botNames.length : null) : (players?.bots ?? null),
    hibernating: hibernatingOnly ? true : (players?.hibernating ?? null),
    reserved: players?.reserved ?? null,
    reservation: players?.reservation ?? null,
    totalOnly: (players?.totalOnly ?? false) && draft.branch !== 'rust',
    totalActive: players?.totalActive ?? null,
    footerCount: draft.footerCount,
    roster,
    botNames,
    relays,
    truncated: draft.damaged || isCut(draft),
    needsIds: draft.branch === 'source2' && roster.some(({ playerId }) => playerId === null),
  };
}

/** Whether the mark is missing that ends an answer of its branch. */
function isCut(draft: Draft): boolean {
  switch (draft.branch) {
    case 'goldsrc':
      return draft.footerCount === null;
    case 'source2':
      return !draft.ended;
    case 'rust':
      return false;
    case 'source':
      if (draft.players?.totalOnly === true && draft.brokeOffInBot) return true;
      return (draft.table ? draft.rateColumn : draft.endExpected) && !draft.ended;
  }
}

function mapOf({ mapLine, spawnGroupMap, branch }: Draft): string | null {
  // Rust's maps have names of several words; elsewhere the position of the viewer may follow.
  const name = branch === 'rust' ? mapLine : mapLine?.split(/\s/, 1)[0];
  return name === undefined || name === null || name === '' ? spawnGroupMap : name;
}
