import { runConsoleLine } from './console.ts';
import { GAMES, type Game } from './games.ts';
import { startSrcds, type Srcds } from './srcds.ts';
import { World } from './world.ts';

export interface FleetOptions {
  readonly servers: number;
  readonly seed: string;
  /** Port of the first server, the others follow; 0 = free ones. */
  readonly portBase: number;
  readonly password: string;
  /** Since when the simulated servers run; the same in every process that shall show the same people. */
  readonly startMs: number;
  readonly speed: number;
  readonly now?: () => number;
  readonly bans?: boolean;
}

export interface PracticeServer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly game: Game;
  readonly world: World;
  readonly srcds: Srcds;
}

export interface PracticeFleet extends AsyncDisposable {
  readonly servers: readonly PracticeServer[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** How often worlds move on by themselves, so that consoles are dropped on time and no poll has to catch up with hours. */
const ADVANCE_EVERY_MS = 500;
/** A server that loads a map is mute for so long. */
const MAP_LOAD_MS = 650;

/** Starts simulated servers that speak real RCON. Their worlds keep a log of everything that happened. */
export async function startFleet(options: FleetOptions): Promise<PracticeFleet> {
  const now = options.now ?? Date.now;
  const servers: PracticeServer[] = [];
  const close = async () => {
    clearInterval(timer);
    await Promise.all(servers.map(({ srcds }) => srcds.close()));
  };
  const timer = setInterval(() => {
    for (const server of servers) advance(server, now());
  }, ADVANCE_EVERY_MS);
  try {
    for (let at = 0; at < options.servers; at += 1) {
      servers.push(await startServer(at, options, now));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { servers, close, [Symbol.asyncDispose]: close };
}

async function startServer(
  at: number,
  options: FleetOptions,
  now: () => number,
): Promise<PracticeServer> {
  const { seed, startMs, speed, password } = options;
  const game = GAMES[at % GAMES.length] ?? GAMES[0];
  const world = new World({ seed, server: at, game, startMs, speed });
  world.advanceTo(now());
  const number = Math.floor(at / GAMES.length) * GAMES.filter((g) => g === game).length;
  const earlier = GAMES.slice(0, at % GAMES.length).filter((g) => g === game).length;
  const name = `practice-${game.id}-${String(number + earlier + 1)}`;
  const srcds = await startSrcds({
    port: options.portBase === 0 ? 0 : options.portBase + at,
    host: HOST,
    password: () => password,
    ...(options.bans === undefined ? {} : { bans: options.bans }),
    execute: (line) => {
      const nowMs = now();
      world.advanceTo(nowMs);
      return runConsoleLine(line, { world, hostname: `Rollcall ${name}`, port: srcds.port, nowMs });
    },
    answerDelayMs: () => Math.max(0, world.mapChangedAtMs + MAP_LOAD_MS - now()),
  });
  return { name, host: HOST, port: srcds.port, game, world, srcds };
}

/** Lets the world move on; after a map change the game executes `server.cfg` again, which drops all consoles. */
function advance({ world, srcds, game }: PracticeServer, nowMs: number): void {
  const before = world.mapChangedAtMs;
  world.advanceTo(nowMs);
  if (world.mapChangedAtMs !== before && game.id !== 'cs2') srcds.dropConsoles();
}
