import { clock, steam3, type HumanRow, type StatusFacts } from './status-facts.ts';

/** Branch C: Team Fortress 2 and the rest of Source 2013. Overlong names eat the padding of the columns behind them. */
export function printTf2(facts: StatusFacts): string {
  return lines(
    `hostname: ${facts.hostname}`,
    'version : 9543365/24 9543365 secure',
    `udp/ip  : 127.0.0.1:${facts.port}  (public IP from Steam: 203.0.113.1)`,
    'steamid : [G:1:1000001] (85568392921039425)',
    'account : not logged in  (No account specified)',
    `map     : ${facts.map} at: 0 x, 0 y, 0 z`,
    'tags    : cp,nocrits',
    `sourcetv:  127.0.0.1:${facts.port + 5}, delay 30.0s  (local: 127.0.0.1:${facts.port + 5})`,
    `players : ${facts.humans.length} humans, ${facts.headerBots} bots (${facts.maxPlayers} max)`,
    `edicts  : 426 used of 2048 max`,
    '# userid name                uniqueid            connected ping loss state  adr',
    ...facts.bots.map(({ userId, name }) => botRow(userId, name)),
    ...facts.humans.map(humanRow),
  );
}

function botRow(userId: number, name: string): string {
  return `# ${String(userId).padStart(6)} ${`"${name}"`.padEnd(19)} ${'BOT'.padEnd(39)} active`;
}

function humanRow(row: HumanRow): string {
  const cells = [
    `"${row.name}"`.padEnd(19),
    steam3(row.steamId).padEnd(19),
    clock(row.connectedSeconds).padEnd(9),
  ].join(' ');
  return `# ${String(row.userId).padStart(6)} ${cells} ${String(row.ping).padStart(4)} ${String(row.loss).padStart(4)} ${row.state} ${row.address}`;
}

/** Branch E: Counter-Strike 2, which prints no ids. */
export function printCs2(facts: StatusFacts): string {
  const hibernation = facts.hibernating ? '(hibernating)' : '(not hibernating)';
  return lines(
    `Server:  Running [0.0.0.0:${facts.port}]`,
    'Client:  Disconnected',
    '----- Status -----',
    '@ Current  :  game',
    'source   : console',
    `hostname : ${facts.hostname}`,
    'spawn    : 1',
    'version  : 1.41.7.7/14177 10896 secure  public',
    'steamid  : [G:1:1000001] (85568392921039425)',
    `udp/ip   : 0.0.0.0:${facts.port} (public 203.0.113.1:${facts.port})`,
    'os/type  : Linux dedicated',
    `players  : ${facts.humans.length} humans, ${facts.headerBots} bots (0 max) ${hibernation} (unreserved)`,
    '---------spawngroups----',
    `loaded spawngroup(  1)  : SV:  [1: ${facts.map} | main lump | mapload]`,
    `loaded spawngroup(  2)  : SV:  [2: maps/prefabs/${facts.map}/skybox | main lump | mapload | point_prefab]`,
    '---------players--------',
    '  id     time ping loss      state   rate adr name',
    "65535 [NoChan]    0    0 challenging      0unknown ''",
    ...facts.bots.map(
      ({ userId, name }) =>
        `${cell(userId, 4)} ${'BOT'.padStart(8)}    0    0     active      0 '${name}'`,
    ),
    ...facts.humans.map(
      (row) =>
        `${cell(row.userId, 4)} ${clock(row.connectedSeconds).padStart(8)} ${cell(row.ping, 4)} ${cell(row.loss, 4)} ${row.state.padStart(10)} ${cell(786432, 6)} ${row.address} '${row.name}'`,
    ),
    '#end',
  );
}

/** What CS2 tells about ids. Slots that nobody sits in are among it. */
export function printCs2Json(facts: StatusFacts): string {
  const answer = {
    frametime_ms: 15.62526,
    process_uptime: 2718,
    server: {
      hibernating: facts.hibernating,
      clients_bot: facts.headerBots,
      clients_human: facts.humans.length,
      clients_proxies: 0,
      map: facts.map,
      udp_port: facts.port,
      clients: [
        { steamid64: '0', steamid: '[I:0:0]', bot: false, name: '' },
        ...facts.bots.map(({ userId, name }) => ({
          steamid64: String(90071996842377216n + BigInt(userId)),
          steamid: `[A:1:${userId}:1]`,
          bot: true,
          name,
        })),
        ...facts.humans.map(({ steamId, name }) => ({
          steamid64: String(steamId ?? 0n),
          steamid: steamId === null ? '[I:0:0]' : steam3(steamId),
          bot: false,
          name,
        })),
      ],
    },
  };
  return `${JSON.stringify(answer, null, '\t')}\n`;
}

const cell = (value: number, width: number): string => String(value).padStart(width);

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
