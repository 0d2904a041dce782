import type { servers } from '@rollcall/shared/schema';

export type Trouble =
  'wrong password' | 'unreachable' | 'hibernating' | 'never answered' | 'disabled' | 'never polled';

/** A server of the invented fleet. */
export interface Plan {
  readonly row: typeof servers.$inferInsert;
  /** Servers of one group share their players. */
  readonly group: number;
  readonly maps: readonly [string, ...string[]];
  readonly maxPlayers: number | null;
  readonly seats: number;
  /** How much of it is taken at the best hour. */
  readonly popularity: number;
  readonly hibernates: boolean;
  /** Up to so many bots fill it up. */
  readonly bots: number;
  readonly trouble: Trouble | null;
}

interface Game {
  readonly label: string | null;
  readonly names: string;
  readonly protocol: string;
  readonly maps: readonly [string, ...string[]];
  readonly seats: number;
  readonly hibernates: boolean;
  readonly bots: number;
}

const source = { protocol: 'source', hibernates: true, bots: 0 };
const GAMES: readonly [Game, ...Game[]] = [
  {
    ...source,
    label: 'L4D2 Versus',
    names: 'Versus',
    seats: 8,
    maps: ['c1m1_hotel', 'c1m2_streets', 'c1m3_mall', 'c2m1_highway', 'c5m1_waterfront'],
  },
  {
    ...source,
    label: 'Team Fortress 2',
    names: 'Badlands 24/7',
    seats: 24,
    bots: 6,
    maps: ['cp_badlands', 'pl_upward', 'koth_viaduct', 'cp_process_final', 'pl_badwater'],
  },
  {
    ...source,
    label: 'Counter-Strike',
    names: 'Wingman',
    seats: 10,
    maps: ['de_mirage', 'de_inferno', 'de_nuke', 'workshop/3070284539/de_cache', 'de_ancient'],
  },
  {
    ...source,
    label: "Garry's Mod",
    names: 'Sandbox',
    seats: 64,
    hibernates: false,
    maps: ['gm_construct', 'gm_flatgrass', 'rp_downtown_v4c_v2'],
  },
  {
    label: null,
    names: 'Arena',
    protocol: 'quake3',
    seats: 16,
    hibernates: false,
    bots: 4,
    maps: ['q3dm6', 'q3dm17', 'q3tourney2'],
  },
];

const ODD_NAMES = [
  '<b>Bold & "quoted"</b>',
  'مرحبا — \u202eevil\u202c night',
  '🧟 Zombie Party 🎉 ünïcödé',
  'W'.repeat(64),
  "Robert'); DROP TABLE servers;--",
] as const;

const TROUBLES: readonly Trouble[] = [
  'wrong password',
  'unreachable',
  'hibernating',
  'never answered',
  'disabled',
  'never polled',
];

/** So many servers of several games; from seven on, each trouble is among them, and from 18 on names that nobody wants. */
export function planFleet(count: number): readonly Plan[] {
  const odd = count >= 18 ? ODD_NAMES.length : 0;
  const troubled = count > TROUBLES.length ? TROUBLES.length : 0;
  return Array.from({ length: count }, (_, n) => {
    const group = n % GAMES.length;
    const game = GAMES[group] ?? GAMES[0];
    const number = Math.floor(n / GAMES.length) + 1;
    const trouble = TROUBLES[n - (count - troubled)] ?? null;
    const oddName = odd === 0 ? undefined : ODD_NAMES[n - (count - troubled - odd)];
    const name = oddName ?? `${game.names} #${number}`;
    return {
      row: {
        name,
        host: `192.0.2.${(n % 250) + 1}`,
        port: 27_015 + Math.floor(n / 250),
        protocol: game.protocol,
        groupLabel: game.label,
        enabled: trouble !== 'disabled',
      },
      group,
      maps: game.maps,
      maxPlayers: n === 6 ? null : game.seats,
      seats: game.seats,
      // The first of each game is the one that everybody knows.
      popularity: number === 1 ? 0.95 : 0.75 / Math.sqrt(number),
      hibernates: game.hibernates,
      bots: game.bots,
      trouble,
    };
  });
}
