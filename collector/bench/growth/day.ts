import type { Change, ServerState } from '../../src/reconcile/change.ts';

const MINUTE_MS = 60_000;
const MINUTES = 24 * 60;
const SESSION_MINUTES = 40;
const MAP_MINUTES = 30;
const MAX_PLAYERS = 64;
const FIRST_PLAYER = 76561197960287930n;
/** Every seat of a server is taken by one of so many regulars. */
const REGULARS_A_SEAT = 20;

interface Minute {
  readonly at: Date;
  readonly changes: readonly Change[];
}

interface Guest {
  readonly playerId: bigint;
  readonly joinedAt: Date;
  readonly leavesAtMs: number;
}

interface Server {
  readonly id: number;
  readonly guests: Map<bigint, Guest>;
  state: { readonly startedAt: Date; readonly state: ServerState } | null;
}

/**
 * What happens on `servers` servers in a day, a minute at a time: `players` are on each of them on average, for 40 minutes each, the map
 * changes every half hour, and every join, leave and map is a state.
 */
export function* day(
  serverIds: readonly number[],
  players: number,
  startMs: number,
): Generator<Minute> {
  const regulars = Math.max(1, Math.round(players * REGULARS_A_SEAT));
  const servers = serverIds.map((id): Server => ({ id, guests: new Map(), state: null }));
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const fromMs = startMs + minute * MINUTE_MS;
    yield {
      at: new Date(fromMs + MINUTE_MS),
      changes: servers.flatMap((server, at) => [
        ...oneMinute(server, { fromMs, minute, players, firstRegular: at * regulars, regulars }),
      ]),
    };
  }
}

interface Setting {
  readonly fromMs: number;
  readonly minute: number;
  readonly players: number;
  readonly firstRegular: number;
  readonly regulars: number;
}

function* oneMinute(server: Server, setting: Setting): Generator<Change> {
  const { fromMs, minute, players } = setting;
  const leaving = [...server.guests.values()].filter(
    ({ leavesAtMs }) => leavesAtMs < fromMs + MINUTE_MS,
  );
  const joining = minute === 0 ? Math.round(players) : drawn(players / SESSION_MINUTES);
  const events = leaving.length + joining + 1;
  let at = 0;
  /** Times of one server never fall together. */
  const next = () => new Date(fromMs + Math.floor((MINUTE_MS * (at += 1)) / (events + 1)));
  for (const guest of leaving) yield* leave(server, guest, next());
  for (let n = 0; n < joining; n += 1) yield* join(server, setting, next());
  if ((minute + server.id) % MAP_MINUTES === 0) yield* turn(server, minute + server.id, next());
}

function* join(server: Server, { firstRegular, regulars }: Setting, at: Date): Generator<Change> {
  const number = firstRegular + Math.floor(Math.random() * regulars);
  const playerId = FIRST_PLAYER + BigInt(number);
  if (server.guests.has(playerId)) return;
  const staysMs = -Math.log(1 - Math.random()) * SESSION_MINUTES * MINUTE_MS;
  server.guests.set(playerId, { playerId, joinedAt: at, leavesAtMs: at.getTime() + staysMs });
  yield {
    type: 'session-opened',
    serverId: server.id,
    playerId,
    joinedAt: at,
    name: nameOf(number),
    ping: { min: 40, max: 60 },
    seenAt: at,
  };
  yield* turn(server, null, at);
}

function* leave(server: Server, { playerId, joinedAt }: Guest, at: Date): Generator<Change> {
  server.guests.delete(playerId);
  yield {
    type: 'session-closed',
    serverId: server.id,
    playerId,
    joinedAt,
    leftAt: at,
    lastSeenAt: new Date(Math.max(joinedAt.getTime(), at.getTime() - 5_000)),
    reason: 'left',
    ping: { min: 38, max: 90 },
    name: nameOf(Number(playerId - FIRST_PLAYER)),
  };
  yield* turn(server, null, at);
}

/** The state is another one from now on; with another map where `mapTurn` says so. */
function* turn(server: Server, mapTurn: number | null, at: Date): Generator<Change> {
  const before = server.state;
  const map =
    mapTurn === null
      ? (before?.state.map ?? 'c1m1_hotel')
      : `c${Math.floor(mapTurn / MAP_MINUTES) % 14}m1_map`;
  if (before !== null) {
    const { startedAt } = before;
    yield { type: 'state-ended', serverId: server.id, startedAt, endedAt: at };
  }
  const players = server.guests.size;
  const state = { players, maxPlayers: MAX_PLAYERS, bots: 0, map, hibernating: players === 0 };
  server.state = { startedAt: at, state };
  yield { type: 'state-started', serverId: server.id, startedAt: at, state };
}

/** A whole number that is `mean` on average. */
function drawn(mean: number): number {
  return Math.floor(mean) + Number(Math.random() < mean % 1);
}

function nameOf(number: number): string {
  return `${(number * 7_919).toString(36)} ${(number * 104_729).toString(36)}`;
}
