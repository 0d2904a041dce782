import { UnreachableError } from '../errors.ts';
import { commandName } from '../protocols/source-rcon/command.ts';
import {
  connectFailure,
  formatAddress,
  isReset,
  notConnected,
  type TcpAddress,
} from '../transport/tcp.ts';

/** What is to be said when something does not end as it should. Called only then: a poll that goes well pays nothing for it. */
export interface FailureWords {
  /** When the deadline comes; follows "no answer within …". */
  missing(): string;
  /** When the server closes the connection. */
  lost(cause: Error | null): UnreachableError;
}

export function connectWords(address: TcpAddress): FailureWords {
  return {
    missing: () => notConnected(address),
    lost: (cause) =>
      isReset(cause) ? loginWords(address).lost(cause) : connectFailure(address, cause),
  };
}

export function loginWords(address: TcpAddress): FailureWords {
  return {
    missing: () => `${formatAddress(address)} accepts the connection but does not answer the login`,
    lost: (cause) =>
      new UnreachableError(
        `${formatAddress(address)} closed the connection instead of answering the login: it has probably banned this machine's address; ` +
          'lift the ban on its console with "removeip" and this address, then "writeip"',
        { cause, probablyBanned: true },
      ),
  };
}

/** Only the first word of the command is named: what follows may be a password. */
export function commandWords(address: TcpAddress, command: string): FailureWords {
  return {
    missing: () => `no whole answer to "${commandName(command)}" from ${formatAddress(address)}`,
    lost: (cause) =>
      new UnreachableError(
        `${formatAddress(address)} closed the connection before the end of its answer to "${commandName(command)}"`,
        { cause },
      ),
  };
}
