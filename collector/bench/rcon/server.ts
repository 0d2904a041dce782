import { startSrcds } from '../../src/practice/srcds.ts';

/** A server in a process of its own, so that only the clients are measured. Ends with its parent. */
const STATUS = [
  'hostname: bench',
  'version : 2.2.4.3 9442 secure  (unknown)',
  'map     : c1m1_hotel',
  'players : 4 humans, 0 bots (4 max) (not hibernating) (unreserved)',
  '',
  '# userid name uniqueid connected ping loss state rate adr',
  ...['Zoey', 'Louis', 'Bill', 'Francis'].map(
    (name, at) =>
      `#  ${at + 2} ${at + 1} "${name}" STEAM_1:0:${at}234 05:10 60 0 active 30000 192.0.2.${at}:27005`,
  ),
  '#end',
  '',
].join('\n');

const server = await startSrcds({
  host: '127.0.0.1',
  port: 0,
  password: 's3cret',
  bans: false,
  loginGapMs: 0,
  execute: () => STATUS,
});
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });
