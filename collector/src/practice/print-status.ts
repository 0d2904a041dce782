import { LOADING_MS, PENDING_MS, type Visitor, type World } from './world.ts';

const STEAM_ID_64_BASE = 76561197960265728n;

interface Row extends Visitor {
  readonly connectedSeconds: number;
  readonly ping: number;
  readonly loss: number;
  readonly state: 'connecting' | 'spawning' | 'active';
  readonly pending: boolean;
}

/** What `status` prints on a server of this game at this moment. */
export function printStatus(world: World, hostname: string, port: number, nowMs: number): string {
  const rows = world.visitors.map((visitor) => row(world, visitor, nowMs));
  switch (world.game.id) {
    case 'l4d2':
    case 'csgo':
      return printWithSlots(world, hostname, port, rows);
    case 'tf2':
      return printSource2013(world, hostname, port, rows);
    case 'cs2':
      return printSource2(world, hostname, port, rows);
  }
}

/** `status_json` of Counter-Strike 2: the only answer of that game that tells Steam ids. */
export function printStatusJson(world: World, port: number): string {
  const human = (visitor: Visitor) => ({
    steamid64: String(STEAM_ID_64_BASE + BigInt(visitor.person.accountId)),
    steamid: `[U:1:${String(visitor.person.accountId)}]`,
    bot: false,
    name: visitor.name,
  });
  const bot = (name: string, at: number) => ({
    steamid64: String(90071996842377216n + BigInt(at + 1)),
    steamid: `[A:1:${String(at + 1)}:1]`,
    bot: true,
    name,
  });
  const blank = { steamid64: '0', steamid: '[I:0:0]', bot: false, name: '' };
  const server = {
    hibernating: world.hibernating,
    clients_bot: world.game.bots.length,
    clients_human: world.visitors.length,
    clients_proxies: 0,
    map: world.map,
    udp_port: port,
    clients: [blank, ...world.visitors.map(human), ...world.game.bots.map(bot)],
  };
  return `${JSON.stringify({ process_uptime: 2_718, server }, null, '\t')}\n`;
}

/** Left 4 Dead 2, and CS:GO with its own header lines. */
function printWithSlots(
  world: World,
  hostname: string,
  port: number,
  rows: readonly Row[],
): string {
  const csgo = world.game.id === 'csgo';
  const humans = String(rows.length);
  const bots = csgo ? String(world.game.bots.length) : '0';
  const max = csgo ? `${String(world.game.maxPlayers)}/0` : String(world.game.maxPlayers);
  const awake = world.hibernating ? 'hibernating' : 'not hibernating';
  return lines([
    `hostname: ${hostname}`,
    csgo
      ? 'version : 1.38.8.1/13881 1575/8853 secure  [G:1:2825328] '
      : 'version : 2.2.4.3 9442 secure  (unknown)',
    `udp/ip  : 127.0.0.1:${String(port)} ${csgo ? ' (public ip: 127.0.0.1)' : '[ public n/a ]'}`,
    csgo ? 'os      :  Linux' : 'os      : Linux Dedicated',
    ...(csgo ? ['type    :  community dedicated'] : []),
    `map     : ${world.map}`,
    `players : ${humans} humans, ${bots} bots (${max} max) (${awake})${csgo ? '' : ' (unreserved)'}`,
    '',
    '# userid name uniqueid connected ping loss state rate adr',
    ...rows.map((r) =>
      [
        `# ${String(r.userId).padStart(2)} ${String(r.slot)} "${r.name}" ${steam2(r)}`,
        `${clock(r.connectedSeconds)} ${String(r.ping)} ${String(r.loss)} ${r.state} 30000`,
        address(r),
      ].join(' '),
    ),
    ...world.game.bots.map(
      (bot, at) => `#${String(900 + at)} "${bot}" BOT active${csgo ? ' 64' : ''}`,
    ),
    '#end',
  ]);
}

/** Team Fortress 2 and its relatives: padded columns that a long name pushes out of line. */
function printSource2013(
  world: World,
  hostname: string,
  port: number,
  rows: readonly Row[],
): string {
  const bots = world.game.bots.length + (world.game.sourceTv ? 1 : 0);
  return lines([
    `hostname: ${hostname}`,
    'version : 9543365/24 9543365 secure',
    `udp/ip  : 127.0.0.1:${String(port)}  (public ip: 127.0.0.1)`,
    'steamid : [A:1:279956484:9268] (90111798584265732)',
    'account : not logged in  (No account specified)',
    `map     : ${world.map} at: 0 x, 0 y, 0 z`,
    'tags    : practice',
    'sourcetv:  port 27020, delay 30.0s',
    `players : ${String(rows.length)} humans, ${String(bots)} bots (${String(world.game.maxPlayers)} max)`,
    'edicts  : 426 used of 2048 max',
    '# userid name                uniqueid            connected ping loss state  adr',
    ...(world.game.sourceTv
      ? ['#      2 "SourceTV"          BOT                                     active']
      : []),
    ...rows.map((r) => {
      const quoted = `"${r.name}"`.padEnd(19);
      const id = (r.pending ? 'STEAM_ID_PENDING' : `[U:1:${String(r.person.accountId)}]`).padEnd(
        19,
      );
      const times = `${clock(r.connectedSeconds).padEnd(10)}${String(r.ping).padStart(4)} ${String(r.loss).padStart(4)}`;
      return `# ${String(r.userId).padStart(6)} ${quoted} ${id} ${times} ${r.state} ${address(r)}`;
    }),
  ]);
}

/** Counter-Strike 2: names in single quotes at the end, no Steam ids, no map line. */
function printSource2(world: World, hostname: string, port: number, rows: readonly Row[]): string {
  const { bots } = world.game;
  const awake = world.hibernating ? 'hibernating' : 'not hibernating';
  return lines([
    `Server:  Running [0.0.0.0:${String(port)}]`,
    'Client:  Disconnected',
    '----- Status -----',
    '@ Current  :  game',
    'source   : console',
    `hostname : ${hostname}`,
    'spawn    : 3',
    'version  : 1.41.7.7/14177 10896 secure  public',
    'steamid  : [G:1:15633205] (85568392935672629)',
    `udp/ip   : 0.0.0.0:${String(port)} (public 127.0.0.1:${String(port)})`,
    'os/type  : Linux dedicated',
    `players  : ${String(rows.length)} humans, ${String(bots.length)} bots (0 max) (${awake}) (unreserved)`,
    '---------spawngroups----',
    `loaded spawngroup(  1)  : SV:  [1: ${world.map} | main lump | mapload]`,
    '---------players--------',
    '  id     time ping loss      state   rate adr name',
    "65535 [NoChan]    0    0 challenging      0unknown ''",
    ...rows.map((r) => {
      const left = `${String(r.userId).padStart(4)} ${clock(r.connectedSeconds).padStart(8)}`;
      const net = `${String(r.ping).padStart(4)} ${String(r.loss).padStart(4)} ${r.state.padStart(10)}`;
      return `${left} ${net} 786432 ${address(r)} '${r.name}'`;
    }),
    ...bots.map(
      (bot, at) => `${String(200 + at).padStart(4)}      BOT    0    0     active      0 '${bot}'`,
    ),
    '#end',
  ]);
}

function row(world: World, visitor: Visitor, nowMs: number): Row {
  const connectedMs = nowMs - visitor.connectedAtMs;
  const sinceMapMs = nowMs - Math.max(world.mapChangedAtMs, visitor.connectedAtMs);
  const pending = connectedMs < PENDING_MS;
  const loading = sinceMapMs < LOADING_MS;
  const wobble = Math.floor(nowMs / 5_000 + visitor.userId * 7) % 9;
  return {
    ...visitor,
    connectedSeconds: Math.floor(connectedMs / 1_000),
    ping: loading ? 0 : visitor.basePing + wobble,
    loss: loading ? 60 : 0,
    state: pending ? 'connecting' : loading ? 'spawning' : 'active',
    pending,
  };
}

function steam2({ person, pending }: Row): string {
  if (pending) return 'STEAM_ID_PENDING';
  return `STEAM_1:${String(person.accountId % 2)}:${String(Math.floor(person.accountId / 2))}`;
}

/** An address from the range that is set aside for documentation. */
function address({ person }: Row): string {
  return `203.0.113.${String(1 + (person.accountId % 250))}:27005`;
}

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${String(hours)}:${rest}`;
}

function lines(list: readonly string[]): string {
  return `${list.join('\n')}\n`;
}
