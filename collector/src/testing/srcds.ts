import type { FakeConsole } from './fake-rcon-server.ts';
import { answerPackets, mirrored, rconPacket, type RconRequest } from './rcon-wire.ts';

/** What `status` of a Left 4 Dead 2 server says with one human on. */
export const STATUS = [
  'hostname: practice',
  'version : 2.2.4.3 9442 secure  (unknown)',
  'udp/ip  : 127.0.0.1:27015 [ public n/a ]',
  'os      : Linux Dedicated',
  'map     : c1m1_hotel',
  'players : 1 humans, 1 bots (4 max) (not hibernating) (unreserved)',
  '',
  '# userid name uniqueid connected ping loss state rate adr',
  '#  2 1 "Zoey" STEAM_1:0:1234 05:10 60 0 active 30000 192.0.2.7:27005',
  '# 3 "Coach" BOT active',
  '#end',
  '',
].join('\n');

/** Answers the login as srcds does: an empty value first, in the same segment. False if the client has gone. */
export async function acceptLogin(rcon: FakeConsole): Promise<boolean> {
  const login = await rcon.next();
  if (login === null) return false;
  rcon.send(rconPacket(login.id, 0), rconPacket(login.id, 2));
  return true;
}

/** How a fake answers commands; `null` sends nothing. */
export interface SrcdsAnswers {
  readonly command: (request: RconRequest, rcon: FakeConsole) => Buffer | null;
  readonly sentinel?: (request: RconRequest) => Buffer | null;
}

/** Accepts the login and then answers command after command, like srcds in all that `answers` leaves open. */
export async function serveSrcds(rcon: FakeConsole, answers: SrcdsAnswers): Promise<void> {
  if (!(await acceptLogin(rcon))) return;
  for await (const request of rcon.requests()) {
    const bytes =
      request.type === 0
        ? (answers.sentinel ?? (({ id }) => mirrored(id)))(request)
        : answers.command(request, rcon);
    if (bytes !== null) rcon.send(bytes);
  }
}

/** Answers `status` with `text` and everything else as srcds answers what it does not know. */
export function answerStatus({ id, body }: RconRequest, text: string = STATUS): Buffer {
  return answerPackets(id, body === 'status' ? text : `Unknown command "${body}"\n`);
}
