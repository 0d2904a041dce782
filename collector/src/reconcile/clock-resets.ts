import { elapsedMs } from './clock.ts';
import {
  answeredSince,
  knownStartOf,
  TOLERANCE_MS,
  wentOn,
  type Glance,
  type Known,
} from './fingerprint.ts';
import type { Sighting } from './sightings.ts';

/** Somebody known who is seen again, and whom no user id proves to be on another connection. */
interface Compared {
  readonly known: Known;
  readonly knownStart: number;
  readonly start: number;
  readonly moved: boolean;
  readonly wentOn: boolean;
  readonly userIds: Sighting['userIds'];
}

/** "Nearly all": one in five may have done something of their own. */
const NEARLY_ALL = 0.8;

/**
 * Who of those whose start moved ahead did so because a clock was set, and is still on the same connection (P6). Only while the
 * server answered every poll since they were last seen: when it was away it was probably restarted, and they did rejoin.
 *
 * - After a map change an unchanged user id proves it, unless the ids show that the server was restarted.
 * - Where ids are not told, after a map change nearly all of at least two moved, either to one instant or by one amount.
 * - Without a map change, all moved by one amount while the game counted on: the collector's clock was set.
 */
export function clockResets(sightings: readonly Sighting[], glance: Glance): ReadonlySet<Known> {
  const nobody: ReadonlySet<Known> = new Set();
  if (!sightings.some((one) => one.verdict === 'moved')) return nobody;
  const compared = sightings.flatMap((one) => comparedOf(one, glance.now));
  const moved = compared.filter((one) => one.moved && answeredSince(one.known, glance));
  if (moved.length === 0 || idsStartAgain(sightings)) return nobody;
  if (collectorClockSet(compared)) return knownOf(moved);

  const { map, now, rules } = glance;
  const overMapChange = moved.filter(
    ({ known }) =>
      map !== undefined &&
      map.since > known.lastSeenAt &&
      elapsedMs(known.lastSeenAt, now) <= rules.stuckMs,
  );
  const atOnce = nearlyAllAtOnce(
    overMapChange.filter((one) => !('leftAt' in one.known)),
    compared.length,
  );
  return knownOf(overMapChange.filter((one) => one.userIds === 'equal' || atOnce.has(one)));
}

/** A single player is no "everybody", and whoever was missing in between may well have rejoined. */
function nearlyAllAtOnce(moved: readonly Compared[], total: number): ReadonlySet<Compared> {
  const atOnce =
    moved.length >= Math.max(2, total * NEARLY_ALL) &&
    (spread(moved.map((one) => one.start)) <= TOLERANCE_MS ||
      spread(moved.map((one) => one.start - one.knownStart)) <= TOLERANCE_MS);
  return new Set(atOnce ? moved : []);
}

function comparedOf({ known, start, verdict, userIds }: Sighting, now: Date): Compared[] {
  if (known === null || start === null || verdict === null || verdict === 'another') return [];
  return [
    {
      known,
      knownStart: knownStartOf(known),
      start: start.getTime(),
      moved: verdict === 'moved',
      wentOn: wentOn(known, start, now),
      userIds,
    },
  ];
}

/** A server counts its user ids up, so one below the one a player had before comes from a server that was restarted. */
function idsStartAgain(sightings: readonly Sighting[]): boolean {
  return sightings.some(
    ({ known, entry }) => (entry.userId ?? Infinity) < (known?.userId ?? -Infinity),
  );
}

/** Equal steps ahead of people who joined at different times, while the game counted on for each. */
function collectorClockSet(compared: readonly Compared[]): boolean {
  const steps = compared.map((one) => one.start - one.knownStart);
  return (
    compared.every((one) => one.wentOn) &&
    Math.min(...steps) > TOLERANCE_MS &&
    spread(steps) <= TOLERANCE_MS &&
    spread(compared.map((one) => one.knownStart)) > TOLERANCE_MS
  );
}

function knownOf(compared: readonly Compared[]): ReadonlySet<Known> {
  return new Set(compared.map((one) => one.known));
}

function spread(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}
