import { setMaxListeners } from 'node:events';
import { withDeadline, type Database, type Logger } from '@rollcall/shared';
import type { Metrics } from '../metrics.ts';
import { collectorRuns, type CollectorRun } from '../queries/collector-runs.ts';
import { collectorsNow, type CollectorsNow } from '../queries/collectors-now.ts';
import { detailsUntil, type DetailsUntil } from '../queries/details-until.ts';
import { fleetHistory, fleetWeek, type FleetHistory } from '../queries/fleet-history.ts';
import { fleetPeak } from '../queries/fleet-peak.ts';
import { onlinePlayers, type OnlinePlayer } from '../queries/online-players.ts';
import { outagesLately, type Outage } from '../queries/outages-lately.ts';
import { summedHours, type HourSums } from '../queries/history-hours.ts';
import { hourCounts, type HourCount } from '../queries/hour-counts.ts';
import { mapSums, type ServerMaps } from '../queries/map-sums.ts';
import { recentPlayers, type RecentPlayer } from '../queries/recent-players.ts';
import { findPlayers, type FoundPlayers } from '../queries/find-players.ts';
import { playerCompany, type Company } from '../queries/player-company.ts';
import { playerPlaytime, type ServerPlaytime } from '../queries/player-playtime.ts';
import { playerSessions, type PlayerSessions } from '../queries/player-sessions.ts';
import { playerTimes, type TimesInGame } from '../queries/player-times.ts';
import { knownPlayer, playerNames, type KnownPlayer, type UsedNames } from '../queries/player.ts';
import { recordsLately, type PlayerRecord } from '../queries/records-lately.ts';
import {
  serverSessions,
  type ServerSessions,
  type SessionsPage,
} from '../queries/server-sessions.ts';
import { serverStates, type ServerStates, type StatesPage } from '../queries/server-states.ts';
import { serverHistory, type ServerHistory } from '../queries/server-history.ts';
import { serverMoment, type ServerMoment } from '../queries/server-moment.ts';
import { serverReaches, type ServerReaches } from '../queries/server-reachability.ts';
import { fleetNow, serverNow, type ServerNow } from '../queries/servers-now.ts';
import { sessionsKeptSince } from '../queries/summed-until.ts';
import { topPlayers, type TopPlayers } from '../queries/top-players.ts';
import { visitorsByDay, type DayOfVisitors } from '../queries/visitors.ts';
import { DatabaseAwayError, explainFailure } from './database-away.ts';
import { dayBeingLookedUp, peakOfDay, type AskPeak, type FleetDay } from './peak-of-day.ts';
import { questionKey, type Argument } from './question-key.ts';
import { createSchemaCheck, SCHEMA_AGE_MS } from './schema-check.ts';
import { createShared } from './shared.ts';
import { soon } from './soon.ts';

/** How long what was read is good for all who ask. */
const READ_AGE_MS = 1_000;
/** The same for what shows no ages, where every write is told of. */
const TOLD_AGE_MS = 4_000;
/** Feed readers ask a few times an hour. */
const FEED_AGE_MS = 60_000;
/** The same for what is summed up by the hour. */
const SUMS_AGE_MS = 30_000;
/** They are long lists, and visitors may choose any time. */
const MAX_SUMS_KEPT = 50;
const MINUTE_MS = 60_000;
/** A page does not wait longer for the peak of the day, which takes many questions where there are many servers. */
const DAY_PATIENCE_MS = 1_000;
const DEADLINE_MS = 5_000;
const MAX_KEPT = 1_000;

/** Everything that pages ask the database. Identical questions within a second are asked once. Rejects with `DatabaseAwayError`. */
export interface Reads {
  readonly fleet: () => Promise<readonly ServerNow[]>;
  /** The last day and week of each server; a minute old at most, or a few where nobody looked. */
  readonly fleetHistory: () => Promise<FleetHistory>;
  /** The most players that were on together since a time. */
  readonly fleetDay: (since: Date) => Promise<FleetDay>;
  readonly server: (id: number) => Promise<ServerNow | null>;
  readonly collectors: () => Promise<CollectorsNow>;
  readonly onlinePlayers: (serverId: number) => Promise<readonly OnlinePlayer[]>;
  readonly recentPlayers: (serverId: number) => Promise<readonly RecentPlayer[]>;
  readonly findPlayers: (part: string, after: string | null) => Promise<FoundPlayers>;
  readonly player: (id: string) => Promise<KnownPlayer | null>;
  readonly playerNames: (id: string) => Promise<UsedNames>;
  readonly playerPlaytime: (id: string) => Promise<readonly ServerPlaytime[]>;
  readonly playerSessions: (
    id: string,
    before: string | null,
    limit?: number,
  ) => Promise<PlayerSessions>;
  readonly serverSessions: (serverId: number, page: SessionsPage) => Promise<ServerSessions>;
  readonly serverStates: (serverId: number, page: StatesPage) => Promise<ServerStates>;
  readonly playerTimes: (id: string) => Promise<TimesInGame>;
  readonly playerCompany: (id: string) => Promise<Company>;
  readonly summedHours: (serverId: number, from: Date, to: Date) => Promise<readonly HourSums[]>;
  readonly collectorRuns: () => Promise<readonly CollectorRun[]>;
  /** Of one server, or of all; up to a minute old, like the next. */
  readonly outagesLately: (serverId: number | null) => Promise<readonly Outage[]>;
  readonly recordsLately: (serverId: number | null) => Promise<readonly PlayerRecord[]>;
  readonly hourCounts: (serverId: number, from: Date, to: Date) => Promise<readonly HourCount[]>;
  readonly mapSums: (serverId: number, from: Date, to: Date) => Promise<ServerMaps>;
  readonly topPlayers: (serverId: number, from: Date, to: Date) => Promise<TopPlayers>;
  readonly detailsUntil: (serverId: number, from: Date, to: Date) => Promise<DetailsUntil>;
  readonly visitorsByDay: (
    serverId: number,
    days: readonly Date[],
    to: Date,
  ) => Promise<readonly DayOfVisitors[]>;
  readonly sessionsKeptSince: () => Promise<{ readonly sessionsKeptSince: Date | null }>;
  readonly serverHistory: (serverId: number, from: Date, to: Date) => Promise<ServerHistory>;
  readonly serverReaches: (serverId: number, from: Date, to: Date) => Promise<ServerReaches>;
  readonly serverMoment: (serverId: number, at: Date) => Promise<ServerMoment>;
  /** Resolves when the database can be reached and its schema is ours. */
  readonly ready: () => Promise<unknown>;
  /** Something was written: what was read before is good for nobody any more. */
  readonly forget: () => void;
}

/**
 * Asks until `stop` aborts. Says once in the log when the database goes away, and once when it is back. While `isTold` says so, `forget` is
 * called at each write, and what only writes can change is kept longer.
 */
export function createReads(
  db: Database,
  log: Logger,
  stop: AbortSignal,
  now: () => number = () => performance.now(),
  metrics?: Pick<Metrics, 'read'>,
  isTold: () => boolean = () => false,
): Reads {
  const shared: { forget(): void }[] = [];
  const checks = createShared<boolean>(READ_AGE_MS, 1, now);
  // One listener a question under way: there may be many.
  setMaxListeners(0, stop);
  const schema = createSchemaCheck(db, now);
  let away = false;

  async function guarded<T>(question: () => Promise<T>): Promise<T> {
    try {
      const answer = await withDeadline(stop, DEADLINE_MS, tookTooLong, question);
      if (away) log.info('the database is back');
      away = false;
      return answer;
    } catch (error) {
      const explained = stop.aborted ? stopping() : explainFailure(error);
      if (explained instanceof DatabaseAwayError) {
        if (!away && !stop.aborted) log.warn({ err: explained }, 'the database cannot be read');
        away = true;
      }
      throw explained;
    }
  }

  const checkSchema = () =>
    checks.get('', async () => {
      await schema.look();
      return true;
    });
  const share = <Args extends readonly Argument[], T>(
    question: (db: Database, ...args: Args) => Promise<T>,
    ageMs: number | (() => number) = READ_AGE_MS,
    maxKept = MAX_KEPT,
  ): ((...args: Args) => Promise<T>) => {
    // Nobody waits for what is good for a minute or more, once it is there.
    const isLasting = typeof ageMs === 'number' && ageMs > READ_AGE_MS;
    const graceMs = isLasting && ageMs >= MINUTE_MS ? 5 * MINUTE_MS : 0;
    const answers = createShared<T>(ageMs, maxKept, now, graceMs);
    // What is long in the making and kept for longer waits until it is old, whatever changes.
    if (!isLasting) shared.push(answers);
    const ask = (args: Args) =>
      guarded(async () => {
        // A migration may come at any time.
        if (schema.ageMs() > SCHEMA_AGE_MS) await checkSchema();
        return question(db, ...args);
      });
    return (...args) => {
      let asked: Promise<T> | null = null;
      const answer = answers.get(questionKey(args), () => (asked = ask(args)));
      metrics?.read(question.name, asked);
      return answer;
    };
  };

  const untilTold = () => (isTold() ? TOLD_AGE_MS : READ_AGE_MS);
  const fleet = share(fleetNow, untilTold);
  const peak = { settled: share(fleetPeak, 60 * MINUTE_MS), fresh: share(fleetPeak) };
  const askPeak: AskPeak = (from, to, settled) => peak[settled ? 'settled' : 'fresh'](from, to);
  const days = createShared<FleetDay>(MINUTE_MS, MAX_KEPT, now, 5 * MINUTE_MS);
  const daysSoFar = createShared<FleetDay>(READ_AGE_MS, MAX_KEPT, now);
  // No deadline for all of its questions together: each has its own.
  const lookUpDay = (since: Date) =>
    days.get(since.toISOString(), async () =>
      peakOfDay(askPeak, since, new Date(), (await fleet()).length),
    );
  // What stands in its place is one for all as well: a page of its own for each who waits would be all that the viewer does.
  const fleetDay = (since: Date) =>
    daysSoFar.get(since.toISOString(), () =>
      soon(lookUpDay(since), DAY_PATIENCE_MS, dayBeingLookedUp(since)),
    );
  const askWeek = share(fleetWeek, 10 * MINUTE_MS);

  return {
    fleet,
    fleetHistory: share(function fleetHistoryNow(db: Database) {
      return fleetHistory(db, askWeek);
    }, MINUTE_MS),
    fleetDay,
    server: share(serverNow),
    collectors: share(collectorsNow, untilTold),
    onlinePlayers: share(onlinePlayers),
    recentPlayers: share(recentPlayers),
    findPlayers: share(findPlayers),
    player: share(knownPlayer),
    playerNames: share(playerNames),
    playerPlaytime: share(playerPlaytime),
    playerSessions: share(playerSessions),
    serverSessions: share(serverSessions),
    serverStates: share(serverStates),
    playerTimes: share(playerTimes),
    playerCompany: share(playerCompany),
    summedHours: share(summedHours, SUMS_AGE_MS, MAX_SUMS_KEPT),
    collectorRuns: share(collectorRuns),
    outagesLately: share(outagesLately, FEED_AGE_MS),
    recordsLately: share(recordsLately, FEED_AGE_MS),
    hourCounts: share(hourCounts, SUMS_AGE_MS, MAX_SUMS_KEPT),
    mapSums: share(mapSums, SUMS_AGE_MS, MAX_SUMS_KEPT),
    topPlayers: share(topPlayers, SUMS_AGE_MS, MAX_SUMS_KEPT),
    detailsUntil: share(detailsUntil, SUMS_AGE_MS, MAX_SUMS_KEPT),
    visitorsByDay: share(visitorsByDay, SUMS_AGE_MS, MAX_SUMS_KEPT),
    sessionsKeptSince: share(sessionsKeptSince, SUMS_AGE_MS),
    serverHistory: share(serverHistory),
    serverReaches: share(serverReaches),
    serverMoment: share(serverMoment),
    ready: () => guarded(checkSchema),
    forget() {
      for (const answers of shared) answers.forget();
    },
  };
}

const tookTooLong = () => new DatabaseAwayError('the database took too long to answer');
const stopping = () => new DatabaseAwayError('the viewer is stopping');
