/** What tells the simulated games apart. */
export interface Game {
  readonly id: 'l4d2' | 'tf2' | 'csgo' | 'cs2';
  readonly title: string;
  readonly maxPlayers: number;
  readonly maps: readonly [string, ...string[]];
  readonly bots: readonly string[];
  /** A SourceTV client stands in the roster as a bot. */
  readonly sourceTv: boolean;
  /** The header tells whether the server hibernates. */
  readonly tellsHibernation: boolean;
}

const L4D2: Game = {
  id: 'l4d2',
  title: 'Left 4 Dead 2',
  maxPlayers: 8,
  maps: ['c1m1_hotel', 'c1m2_streets', 'c1m3_mall', 'c1m4_atrium', 'c5m1_waterfront', 'c5m2_park'],
  bots: ['Coach', 'Nick', 'Tank'],
  sourceTv: false,
  tellsHibernation: true,
};

const TF2: Game = {
  id: 'tf2',
  title: 'Team Fortress 2',
  maxPlayers: 24,
  maps: ['pl_badwater', 'cp_process_final', 'koth_viaduct', 'pl_upward', 'ctf_2fort'],
  bots: [],
  sourceTv: true,
  tellsHibernation: false,
};

const CSGO: Game = {
  id: 'csgo',
  title: 'Counter-Strike: Global Offensive',
  maxPlayers: 12,
  maps: ['de_dust2', 'de_mirage', 'de_inferno', 'de_nuke'],
  bots: ['Jon', 'Calvin'],
  sourceTv: false,
  tellsHibernation: true,
};

const CS2: Game = {
  id: 'cs2',
  title: 'Counter-Strike 2',
  maxPlayers: 10,
  maps: ['de_mirage', 'de_inferno', 'de_ancient', 'de_anubis'],
  bots: ['Rebel', 'Rock'],
  sourceTv: false,
  tellsHibernation: true,
};

/** Server after server gets the next of these. */
export const GAMES: readonly [Game, ...Game[]] = [L4D2, TF2, L4D2, CSGO, TF2, CS2];
