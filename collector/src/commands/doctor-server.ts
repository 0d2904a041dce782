import { messageOf, withDeadline } from '@rollcall/shared';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Connection } from '../drivers/driver.ts';
import { driverFor } from '../drivers/registry.ts';
import { DriverError, TimeoutError } from '../errors.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { connectTcp, formatAddress } from '../transport/tcp.ts';
import { formatAge } from './ages.ts';
import {
  captureAdvice,
  incompleteAnswers,
  inspectAnswer,
  type IncompleteAnswers,
} from './doctor-answer.ts';
import { findingsOf, type Finding } from './doctor-finding.ts';
import { refusalAdvice, wasRefused, type KnownReachability } from './login-refusal.ts';
import { adviceFor } from './observe-once.ts';

/** What the database knows of a server. */
export interface KnownServer {
  readonly server: RegisteredServer;
  readonly reachability: KnownReachability | null;
  readonly lastSeenAt: Date | null;
  /** Answers that did not list everybody they counted; null where there was none. */
  readonly incomplete: IncompleteAnswers | null;
  /** Whether some collector is at work. */
  readonly isWatched: boolean;
}

export interface DoctorContext {
  /** By the clock of the database. */
  readonly now: Date;
  readonly staleMs: number;
  readonly timeoutMs: number;
}

type Make = ReturnType<typeof findingsOf>;

/** Looks at one server, with at most one login, and none where the last one was refused: Source bans after a few. */
export async function inspectServer(
  known: KnownServer,
  context: DoctorContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { server } = known;
  const make = findingsOf(server.name);
  if (!server.enabled) return [make.ok('enabled', 'disabled: neither polled nor looked at')];
  const findings = [lastPoll(known, context, make), ...incompleteAnswers(known, context)];
  const timed = <T>(work: (deadline: AbortSignal) => Promise<T>) => {
    const onTimeout = () => new TimeoutError(`no answer within ${context.timeoutMs / 1_000} s`);
    return withDeadline(signal, context.timeoutMs, onTimeout, work);
  };
  /** False ends the examination: what follows cannot work. */
  const step = async (check: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      findings.push(make.ok(check, await work()));
      return true;
    } catch (error) {
      signal.throwIfAborted();
      findings.push(make.problem(check, messageOf(error), advice(check, server, error)));
      return false;
    }
  };
  if (
    isIP(server.host) === 0 &&
    !(await step('name', () => timed(() => resolveName(server.host))))
  ) {
    return findings;
  }
  if (!(await step('port', () => timed((deadline) => openPort(server, deadline))))) return findings;
  const problem = passwordProblem(server) ?? refusal(known, context.now);
  if (problem !== null) return [...findings, make.problem('login', ...problem)];
  const opened: Connection[] = [];
  const logIn = async (deadline: AbortSignal) => {
    opened.push(await driverFor(server.protocol).connect(server, deadline));
    return 'accepted';
  };
  await step('login', () => timed(logIn));
  const answers = opened.map((connection) => inspectAnswer(connection, server, timed, signal));
  return [...findings, ...(await Promise.all(answers))];
}

function lastPoll(
  { server, lastSeenAt, isWatched }: KnownServer,
  { now, staleMs }: DoctorContext,
  make: Make,
): Finding {
  const watch = isWatched
    ? 'what follows shows whether it answers now; "rollcall status" and the log of the collector tell more'
    : 'no collector is running: "rollcall run"';
  if (lastSeenAt === null) return make.warning('last good poll', 'never', watch);
  const ago = formatAge(lastSeenAt, now);
  return now.getTime() - lastSeenAt.getTime() <= staleMs
    ? make.ok('last good poll', ago)
    : make.problem('last good poll', `${ago} (${server.protocol})`, watch);
}

async function resolveName(host: string): Promise<string> {
  const addresses = await lookup(host, { all: true });
  return `${host} is ${addresses.map(({ address }) => address).join(', ')}`;
}

/** Opens and hangs up: without a login nothing is counted against us. */
async function openPort(server: RegisteredServer, signal: AbortSignal): Promise<string> {
  const ignore = { onBytes: () => undefined, onLost: () => undefined };
  (await connectTcp(server, ignore, signal)).close();
  return `${formatAddress(server)} is open`;
}

function passwordProblem(server: RegisteredServer): readonly [string, string] | null {
  if (server.passwordProblem === null && server.password !== '') return null;
  return [
    server.passwordProblem ?? 'no RCON password is stored',
    `"rollcall servers set" with --password-file or --generate-password stores one`,
  ];
}

/** Why a login must not be tried: the collector was refused, and leaves the server alone. */
function refusal(
  { server, reachability }: KnownServer,
  now: Date,
): readonly [string, string] | null {
  if (reachability === null) return null;
  const { status, detail, since } = reachability;
  const isBanned = status === 'unreachable' && (detail ?? '').includes('probably banned');
  if (!isBanned && !wasRefused(server, reachability)) return null;
  return [
    `not tried, since the collector was refused (${formatAge(since, now)}): ${detail ?? status}`,
    refusalAdvice(server.name),
  ];
}

function advice(check: string, server: RegisteredServer, error: unknown): string {
  if (check === 'name')
    return `check the spelling of ${server.host} and the name servers of this machine`;
  if (!(error instanceof DriverError)) return 'this is a bug of Rollcall: please report it';
  return error.kind === 'protocol' ? captureAdvice(server) : adviceFor(error);
}
