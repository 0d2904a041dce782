import { clock, steam2, type StatusFacts } from './status-facts.ts';

const hibernation = ({ hibernating }: StatusFacts) =>
  hibernating ? '(hibernating)' : '(not hibernating)';

/** Branch A: Left 4 Dead 2. */
export function printL4d2(facts: StatusFacts): string {
  const lobby = facts.reservation === null ? 'unreserved' : `reserved ${facts.reservation}`;
  return lines(
    `hostname: ${facts.hostname}`,
    'version : 2.2.4.3 9309 secure  (unknown)',
    `udp/ip  : 127.0.0.1:${facts.port} [ public n/a ]`,
    'os      : Linux Dedicated',
    `map     : ${facts.map}`,
    `players : ${facts.humans.length} humans, ${facts.headerBots} bots (${facts.maxPlayers} max) ${hibernation(facts)} (${lobby})`,
    '',
    '# userid name uniqueid connected ping loss state rate adr',
    ...rowsWithRate(facts, ''),
    '#end',
  );
}

/** Branch B: Counter-Strike: Global Offensive. */
export function printCsgo(facts: StatusFacts): string {
  return lines(
    `hostname: ${facts.hostname}`,
    'version : 1.38.8.1/13881 1575/8853 secure  [G:1:1000001] ',
    `udp/ip  : 127.0.0.1:${facts.port}  (public ip: 203.0.113.1)`,
    'os      :  Linux',
    'type    :  community dedicated',
    `map     : ${facts.map}`,
    `players : ${facts.humans.length} humans, ${facts.headerBots} bots (${facts.maxPlayers}/0 max) ${hibernation(facts)}`,
    '',
    '# userid name uniqueid connected ping loss state rate adr',
    ...rowsWithRate(facts, ' 64'),
    '#end',
  );
}

function rowsWithRate(facts: StatusFacts, botRate: string): readonly string[] {
  return [
    ...facts.humans.map(
      (row) =>
        `# ${String(row.userId).padStart(2)} ${row.slot} "${row.name}" ${steam2(1, row.steamId)} ${clock(row.connectedSeconds)} ${row.ping} ${row.loss} ${row.state} 30000 ${row.address}`,
    ),
    ...facts.bots.map(({ userId, name }) => `#${userId} "${name}" BOT active${botRate}`),
  ];
}

/** Branch D: Counter-Strike: Source and Garry's Mod of old, which count everybody in one. */
export function printOldSource(facts: StatusFacts): string {
  return lines(
    `hostname: ${facts.hostname}`,
    'version : 1.0.0.34/7 3846 secure ',
    `udp/ip  :  127.0.0.1:${facts.port}`,
    `map     :  ${facts.map} at: 0 x, 0 y, 0 z`,
    `players :  ${facts.humans.length + facts.bots.length} (${facts.maxPlayers} max)`,
    '',
    '# userid name uniqueid connected ping loss state adr',
    ...facts.humans.map(
      (row) =>
        `# ${String(row.userId).padStart(2)} "${row.name}" ${steam2(0, row.steamId)} ${clock(row.connectedSeconds)} ${row.ping} ${row.loss} ${row.state} ${row.address}`,
    ),
    ...facts.bots.map(({ userId, name }) => `# ${userId} "${name}" BOT active`),
  );
}

/** Branch F: Counter-Strike 1.6. */
export function printGoldSrc(facts: StatusFacts): string {
  const all = facts.humans.length + facts.bots.length;
  return lines(
    `hostname:  ${facts.hostname}`,
    'version :  48/1.1.2.7/Stdio 10211 secure  (10)',
    `tcp/ip  :  127.0.0.1:${facts.port}`,
    `map     :  ${facts.map} at: 0 x, 0 y, 0 z`,
    `players :  ${all} active (${facts.maxPlayers} max)`,
    '',
    '#      name userid uniqueid frag time ping loss adr',
    ...facts.humans.map(
      (row, at) =>
        `#${slot(at)} ${`"${row.name}"`.padStart(8)} ${row.userId} ${steam2(0, row.steamId)} ${String(at - 1).padStart(3)} ${clock(row.connectedSeconds).padStart(5)} ${String(row.ping).padStart(4)}  ${String(row.loss).padStart(3)} ${row.address}`,
    ),
    ...facts.bots.map(
      ({ userId, name }, at) =>
        `#${slot(facts.humans.length + at)} ${`"${name}"`.padStart(8)} ${userId} BOT   0 01:00    0    0`,
    ),
    `${all} users`,
  );
}

const slot = (at: number): string => String(at + 1).padStart(2);

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
