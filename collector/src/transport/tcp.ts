import { connect, isIPv6 } from 'node:net';
import { TimeoutError, UnreachableError } from '../errors.ts';

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

export interface TcpHandlers {
  /** `chunk` is valid during the call only: copy what you keep. */
  onBytes(chunk: Buffer): void;
  /** The far end is gone; called once, and not after `close`. `cause` is null if it ended the connection in order. */
  onLost(cause: Error | null): void;
}

export interface TcpConnection {
  write(bytes: Uint8Array): void;
  /** Drops the connection at once. */
  close(): void;
}

/** One for all connections: a chunk is read out of it before the next read of any connection begins. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1_024);

/** When the kernel begins to ask whether the far end of a silent connection is still there. */
const KEEP_ALIVE_MS = 30_000;

/** Node's 250 ms for each address of a name would give up on a server across the ocean. */
const ADDRESS_ATTEMPT_MS = 1_000;

/**
 * Opens a TCP connection. Once `signal` aborts there is none, and the reason of the abort is let through.
 *
 * @throws UnreachableError in words for an operator
 */
export function connectTcp(
  address: TcpAddress,
  handlers: TcpHandlers,
  signal: AbortSignal,
): Promise<TcpConnection> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let state: 'connecting' | 'open' | 'closed' = 'connecting';
    let cause: Error | null = null;
    const socket = connect({
      host: address.host,
      port: address.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
      onread: {
        buffer: READ_BUFFER,
        callback: (length) => {
          if (state === 'open') handlers.onBytes(READ_BUFFER.subarray(0, length));
          return true;
        },
      },
    });
    const close = () => {
      state = 'closed';
      socket.destroy();
    };
    const onAbort = () => {
      close();
      if (signal.reason instanceof TimeoutError) {
        signal.reason.explain(`${formatAddress(address)} does not answer the attempt to connect`);
      }
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => {
      signal.removeEventListener('abort', onAbort);
      state = 'open';
      resolve({ write: (bytes) => socket.write(bytes), close });
    });
    socket.on('error', (error) => {
      cause = error;
    });
    // A half-open connection is of no use: nothing can be answered on it.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      const before = state;
      state = 'closed';
      if (before === 'connecting') reject(connectFailure(address, cause));
      if (before === 'open') handlers.onLost(cause);
    });
  });
}

/** `host:port` as people write it. */
export function formatAddress({ host, port }: TcpAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether an attempt to connect failed because the far end accepted it and reset it at once. */
export function wasReset(error: unknown): error is UnreachableError {
  return error instanceof UnreachableError && errorCode(error.cause) === 'ECONNRESET';
}

function connectFailure(address: TcpAddress, cause: Error | null): UnreachableError {
  const where = formatAddress(address);
  return new UnreachableError(connectFailureWords(where, address.host, errorCode(cause)), {
    cause,
  });
}

function connectFailureWords(where: string, host: string, code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `${where} refused the connection: the server is not running, or its RCON is not on this port`;
    case 'ECONNRESET':
      return `${where} accepted the connection and reset it at once`;
    case 'ENOTFOUND':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return `the name ${host} was not found (${where})`;
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return `the name ${host} could not be looked up: the name server does not answer (${where})`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return `there is no route to ${where}`;
    case 'ETIMEDOUT':
      return `${where} did not answer the attempt to connect`;
    case 'EACCES':
    case 'EPERM':
      return `a firewall of this machine forbids the connection to ${where}`;
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'EADDRNOTAVAIL':
      return `this machine has no handle or port left for a connection to ${where} (${code})`;
    default:
      return `no connection to ${where} (${code})`;
  }
}

/** Of a name with several addresses each has failed; the first one tells why. */
function errorCode(error: unknown): string {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown reason';
}
