import fc from 'fast-check';
import type { WorldKind } from '../../collector/src/reconcile/testing/world.ts';

export interface Move {
  readonly type: 'join' | 'leave' | 'rejoin' | 'rename';
  readonly player: number;
  /** After the beginning of the tick. */
  readonly afterMs: number;
  /** How long the id is not known yet. */
  readonly pendingMs: number;
}

export type ServerFault =
  | { readonly type: 'none' }
  | { readonly type: 'lost poll' }
  | { readonly type: 'truncated'; readonly drop: number }
  | { readonly type: 'outage'; readonly ms: number }
  | { readonly type: 'map change'; readonly blinkMs: number; readonly counted: boolean }
  | { readonly type: 'server restart'; readonly downMs: number };

export type CollectorFault =
  | { readonly type: 'none' }
  /** `kill` is kill -9: what was not flushed is lost. Another run begins after `awayMs`. */
  | { readonly type: 'kill' | 'stop'; readonly afterMs: number; readonly awayMs: number };

export type DatabaseFault =
  | { readonly type: 'none' }
  | { readonly type: 'away'; readonly ms: number }
  | { readonly type: 'batch applied twice' }
  | { readonly type: 'answer lost' }
  | { readonly type: 'request lost' };

export interface ServerTick {
  readonly moves: readonly Move[];
  readonly fault: ServerFault;
  readonly latencyMs: number;
}

/** What happens in one poll interval. */
export interface Tick {
  /** By the order of the servers. */
  readonly servers: readonly ServerTick[];
  readonly collector: CollectorFault;
  readonly database: DatabaseFault;
  /** Whether the live state is looked at, and when. */
  readonly lookAfterMs: number | null;
}

export interface Plan {
  readonly kind: WorldKind;
  readonly ticks: readonly Tick[];
}

export const SERVERS = 2;
export const INTERVAL_MS = 5_000;

export const CALM: Tick = {
  servers: Array.from({ length: SERVERS }, () => ({
    moves: [],
    fault: { type: 'none' },
    latencyMs: 100,
  })),
  collector: { type: 'none' },
  database: { type: 'none' },
  lookAfterMs: null,
};

const NONE = fc.constant({ type: 'none' } as const);
const inTick = fc.nat(INTERVAL_MS - 1);

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.record({
    type: fc.constantFrom('join', 'join', 'leave', 'rejoin', 'rename'),
    player: fc.integer({ min: 1, max: 4 }),
    afterMs: fc.nat(4_600),
    pendingMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(8_000)),
  }),
  { maxLength: 2 },
);

export const mapChange: fc.Arbitrary<ServerFault> = fc.record({
  type: fc.constant('map change'),
  blinkMs: fc.nat(9_000),
  counted: fc.boolean(),
});

export const lossyAnswer: fc.Arbitrary<ServerFault> = fc.record({
  type: fc.constant('truncated'),
  drop: fc.nat(3),
});

/** What takes a server away. */
export const absence: fc.Arbitrary<ServerFault> = fc.oneof(
  fc.constant<ServerFault>({ type: 'lost poll' }),
  fc.record({
    type: fc.constant('outage'),
    ms: fc.oneof(fc.nat(25_000), fc.nat(150_000)),
  }),
  fc.record({
    type: fc.constant('server restart'),
    downMs: fc.integer({ min: 5_000, max: 40_000 }),
  }),
);

export const collectorFault: fc.Arbitrary<CollectorFault> = fc.oneof(
  { weight: 15, arbitrary: NONE },
  fc.record({
    type: fc.constantFrom('kill', 'kill', 'stop'),
    afterMs: inTick,
    awayMs: fc.oneof(
      fc.nat(3_000),
      fc.nat(15_000),
      fc.nat(200_000),
      fc.integer({ min: 7_000_000, max: 11_000_000 }),
    ),
  }),
);

export const databaseFault: fc.Arbitrary<DatabaseFault> = fc.oneof(
  { weight: 12, arbitrary: NONE },
  fc.record({ type: fc.constant('away'), ms: fc.oneof(fc.nat(20_000), fc.nat(150_000)) }),
  fc.constant<DatabaseFault>({ type: 'batch applied twice' }),
  fc.constant<DatabaseFault>({ type: 'answer lost' }),
  fc.constant<DatabaseFault>({ type: 'request lost' }),
);

export const noFault = NONE;

/** Worlds of one kind, with these faults of its servers (one in a few polls), of the collector and of the database. */
export function plans(
  kind: WorldKind,
  serverFault: fc.Arbitrary<ServerFault>,
  collector: fc.Arbitrary<CollectorFault>,
  database: fc.Arbitrary<DatabaseFault>,
): fc.Arbitrary<Plan> {
  const fault = fc.oneof({ weight: 4, arbitrary: NONE }, serverFault);
  const server = fc.record({ moves, fault, latencyMs: fc.nat(1_000) });
  const tick = fc.record({
    servers: fc.array(server, { minLength: SERVERS, maxLength: SERVERS }),
    collector,
    database,
    lookAfterMs: fc.option(inTick, { freq: 5 }),
  });
  return fc.array(tick, { minLength: 5, maxLength: 60 }).map((ticks) => ({ kind, ticks }));
}
