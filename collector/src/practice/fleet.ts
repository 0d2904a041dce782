import { runConsoleLine } from './console.ts';
import { factsAt } from './facts-at.ts';
import { practiceServers } from './servers.ts';
import { startSrcds, type Srcds } from './srcds.ts';
import { mapAt, type PracticeServer } from './world.ts';

export interface FleetOptions {
  readonly servers: number;
  /** The same seed shows the same people. */
  readonly seed: string;
  /** Port of the first server, the others follow; 0 = free ones. */
  readonly portBase: number;
  readonly password: string;
  /** 2 = people and maps change twice as often; clocks of connections keep their pace. */
  readonly speed: number;
  readonly now?: () => number;
  readonly bans?: boolean;
  /** Called when a server executes a line of its console, which came over its nth connection. */
  readonly onLine?: (server: PracticeServer, line: string, connection: number) => void;
}

export interface FleetMember {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Knows who is and was on: the truth that a history is held against. */
  readonly server: PracticeServer;
}

export interface PracticeFleet extends AsyncDisposable {
  readonly members: readonly FleetMember[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** How often is looked whether a map has changed. */
const TICK_MS = 250;
/** A server that loads a map is mute for so long. */
const MAP_LOAD_MS = 650;

/** Starts simulated servers that speak real RCON. A fleet started again goes on as if it had never stopped. */
export async function startFleet(options: FleetOptions): Promise<PracticeFleet> {
  const now = options.now ?? Date.now;
  const running: Running[] = [];
  const timer = setInterval(() => {
    for (const member of running) dropAfterMapChange(member, now());
  }, TICK_MS);
  const close = async () => {
    clearInterval(timer);
    await Promise.all(running.map(({ srcds }) => srcds.close()));
  };
  try {
    const servers = practiceServers(options.servers, seedNumber(options.seed), options.speed);
    for (const [at, server] of servers.entries()) {
      const port = options.portBase === 0 ? 0 : options.portBase + at;
      running.push(await startMember(server, port, options, now));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const members = running.map(({ server, srcds }) => ({
    name: server.name,
    host: HOST,
    port: srcds.port,
    server,
  }));
  return { members, close, [Symbol.asyncDispose]: close };
}

interface Running {
  readonly server: PracticeServer;
  readonly srcds: Srcds;
  mapSinceMs: number;
}

async function startMember(
  server: PracticeServer,
  port: number,
  { password, bans, onLine }: FleetOptions,
  now: () => number,
): Promise<Running> {
  const srcds = await startSrcds({
    host: HOST,
    port,
    password,
    bans: bans ?? true,
    execute(line, connection) {
      onLine?.(server, line, connection);
      return runConsoleLine(line, server.game, factsAt(server, srcds.port, now()));
    },
    answerDelayMs: () => Math.max(0, mapAt(server, now()).sinceMs + MAP_LOAD_MS - now()),
  });
  return { server, srcds, mapSinceMs: mapAt(server, now()).sinceMs };
}

/** After a map change the game executes server.cfg; where that sets `rcon_password`, all consoles are dropped. */
function dropAfterMapChange(member: Running, nowMs: number): void {
  const { sinceMs } = mapAt(member.server, nowMs);
  if (sinceMs === member.mapSinceMs) return;
  member.mapSinceMs = sinceMs;
  if (member.server.dropsConsoles) member.srcds.dropConsoles();
}

/** FNV-1a, 32 bits. */
function seedNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
