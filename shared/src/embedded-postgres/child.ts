import { spawnSync } from 'node:child_process';
import type { Account } from './account.ts';

let supported: boolean | undefined;

/**
 * Words to put before a command so that Linux sends it `signal` when this process dies, even of kill -9. Empty where
 * `setpriv` cannot do that.
 */
export function diesWithParent(signal: 'INT' | 'TERM'): readonly string[] {
  supported ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', signal, '--', 'true'], { stdio: 'ignore' }).status === 0;
  return supported ? ['setpriv', '--pdeathsig', signal, '--'] : [];
}

/** What Postgres' programs get from our environment: not the settings and secrets, and no PG* variables. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TZ } = process.env;
  return { LC_ALL: 'C', ...(PATH !== undefined && { PATH }), ...(TZ !== undefined && { TZ }) };
}

/** The options that make a child run as `account`; it loses our supplementary groups too. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}
