import type { Database } from '@rollcall/shared';
import { daysOf, daysWindow, hourWindow } from '../src/hour-window.ts';
import type { Reads } from '../src/live/reads.ts';
import type { Period } from '../src/period.ts';
import { batchMark } from '../src/queries/batch-mark.ts';
import { collectorRuns } from '../src/queries/collector-runs.ts';
import { collectorsNow } from '../src/queries/collectors-now.ts';
import { findPlayers } from '../src/queries/find-players.ts';
import { detailsUntil } from '../src/queries/details-until.ts';
import { fleetHistory } from '../src/queries/fleet-history.ts';
import { fleetPeak } from '../src/queries/fleet-peak.ts';
import { summedHours } from '../src/queries/history-hours.ts';
import { hourCounts } from '../src/queries/hour-counts.ts';
import { mapSums } from '../src/queries/map-sums.ts';
import { onlinePlayers } from '../src/queries/online-players.ts';
import { outagesLately } from '../src/queries/outages-lately.ts';
import { playerCompany } from '../src/queries/player-company.ts';
import { playerPlaytime } from '../src/queries/player-playtime.ts';
import { playerSessions } from '../src/queries/player-sessions.ts';
import { playerTimes } from '../src/queries/player-times.ts';
import { knownPlayer, playerNames } from '../src/queries/player.ts';
import { recentPlayers } from '../src/queries/recent-players.ts';
import { recordsLately } from '../src/queries/records-lately.ts';
import { serverHistory } from '../src/queries/server-history.ts';
import { serverMoment } from '../src/queries/server-moment.ts';
import { serverReaches } from '../src/queries/server-reachability.ts';
import { serverSessions } from '../src/queries/server-sessions.ts';
import { serverStates } from '../src/queries/server-states.ts';
import { fleetNow, serverNow } from '../src/queries/servers-now.ts';
import { sessionsKeptSince } from '../src/queries/summed-until.ts';
import { topPlayers } from '../src/queries/top-players.ts';
import { visitorsByDay } from '../src/queries/visitors.ts';
import type { Subjects } from './subjects.ts';

type Ask = (db: Database) => Promise<unknown>;
/** Every question of a page, and those that are not asked through `Reads`. */
type Name = Exclude<keyof Reads, 'forget' | 'ready' | 'fleetDay'> | 'fleetPeak' | 'batchMark';

export interface Question {
  readonly what: string;
  readonly ask: Ask;
  /** Figure C1: how long it may take, in milliseconds; null where there is no such figure. */
  readonly limitMs: number | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const ZONE = 'Europe/Berlin';
/** Figure C1 is 1.5 times what was measured of the right way to ask. */
const LIMITS_MS: Readonly<Record<string, number>> = {
  fleet: 1.5 * 3,
  onlinePlayers: 1.5 * 0.6,
  recentPlayers: 1.5 * 0.9,
  'serverHistory, 30 days': 1.5 * 3.9,
};

/** Every question, of the busiest server and player, as pages and data ask it; some in several ways. */
export function questionsOf(subjects: Subjects, now: Date): readonly Question[] {
  const { serverId: id, playerId: player, commonName, rareName } = subjects;
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const [day, week, month] = [ago(1), ago(7), ago(30)];
  const period: Period = { range: '30d', from: month, to: now, now };
  const hours = hourWindow(period);
  const days = daysWindow(period, ZONE);
  const list = { since: null, until: null, before: null, limit: 1_000 };
  const deep = `${String((now.getTime() - 15 * DAY_MS) * 1_000)}-0-0`;
  const peakSince = new Date(Math.floor(now.getTime() / MINUTE_MS - 10) * MINUTE_MS);
  const questions: Readonly<Record<Name, Ask | Readonly<Record<string, Ask>>>> = {
    fleet: fleetNow,
    fleetHistory,
    fleetPeak: (db) => fleetPeak(db, peakSince, now),
    batchMark,
    server: (db) => serverNow(db, id),
    collectors: collectorsNow,
    collectorRuns,
    onlinePlayers: { [`${subjects.online} in game`]: (db) => onlinePlayers(db, id) },
    recentPlayers: (db) => recentPlayers(db, id),
    findPlayers: {
      'a name of very many': (db) => findPlayers(db, commonName, null),
      'a name of few': (db) => findPlayers(db, rareName, null),
      'one letter': (db) => findPlayers(db, 's', null),
      'a name of nobody': (db) => findPlayers(db, 'xyzzy', null),
    },
    player: (db) => knownPlayer(db, player),
    playerNames: (db) => playerNames(db, player),
    playerPlaytime: (db) => playerPlaytime(db, player),
    playerSessions: {
      newest: (db) => playerSessions(db, player, null),
      '1,000': (db) => playerSessions(db, player, null, 1_000),
    },
    playerTimes: (db) => playerTimes(db, player),
    playerCompany: (db) => playerCompany(db, player),
    serverSessions: {
      newest: (db) => serverSessions(db, id, list),
      'far back': (db) => serverSessions(db, id, { ...list, before: deep }),
      'of a month': (db) => serverSessions(db, id, { ...list, since: month, until: day }),
    },
    serverStates: {
      newest: (db) => serverStates(db, id, list),
      'of a month': (db) => serverStates(db, id, { ...list, since: month, until: day }),
    },
    serverHistory: {
      '24 hours': (db) => serverHistory(db, id, day, now),
      '7 days': (db) => serverHistory(db, id, week, now),
      '30 days': (db) => serverHistory(db, id, month, now),
    },
    serverReaches: (db) => serverReaches(db, id, month, now),
    serverMoment: (db) => serverMoment(db, id, ago(10)),
    summedHours: (db) => summedHours(db, id, month, now),
    hourCounts: (db) => hourCounts(db, id, days.from, days.to),
    mapSums: (db) => mapSums(db, id, hours.from, hours.to),
    topPlayers: (db) => topPlayers(db, id, hours.from, hours.to),
    visitorsByDay: (db) => visitorsByDay(db, id, daysOf(days, ZONE), days.to),
    sessionsKeptSince,
    detailsUntil: (db) => detailsUntil(db, id, hours.from, hours.to),
    outagesLately: {
      'of all': (db) => outagesLately(db, null),
      'of one': (db) => outagesLately(db, id),
    },
    recordsLately: {
      'of all': (db) => recordsLately(db, null),
      'of one': (db) => recordsLately(db, id),
    },
  };
  return Object.entries(questions).flatMap(([name, asked]) => {
    const ways = typeof asked === 'function' ? { '': asked } : asked;
    return Object.entries(ways).map(([way, ask]) => {
      const what = way === '' ? name : `${name}, ${way}`;
      return { what, ask, limitMs: LIMITS_MS[what] ?? LIMITS_MS[name] ?? null };
    });
  });
}
