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
    let isOpen = false;
    const connection = openTcp(address, {
      onOpen: () => {
        signal.removeEventListener('abort', onAbort);
        isOpen = true;
        resolve(connection);
      },
      onBytes: (chunk) => {
        handlers.onBytes(chunk);
      },
      onLost: (cause) => {
        signal.removeEventListener('abort', onAbort);
        if (isOpen) handlers.onLost(cause);
        else reject(connectFailure(address, cause));
      },
    });
    const onAbort = () => {
      connection.close();
      if (signal.reason instanceof TimeoutError) signal.reason.explain(notConnected(address));
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * The same without a signal, whose making costs a tenth of a connection: `onOpen` tells that it is open, `onLost` also that it cannot
 * be made, and `close` gives the attempt up.
 */
export function openTcp(
  address: TcpAddress,
  handlers: TcpHandlers & { onOpen(): void },
): TcpConnection {
  let isClosed = false;
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
        if (!isClosed) handlers.onBytes(READ_BUFFER.subarray(0, length));
        return true;
      },
    },
  });
  socket.on('connect', () => {
    if (!isClosed) handlers.onOpen();
  });
  socket.on('error', (error) => {
    cause = error;
  });
  // A half-open connection is of no use: nothing can be answered on it.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    const wasClosed = isClosed;
    isClosed = true;
    if (!wasClosed) handlers.onLost(cause);
  });
  return {
    write: (bytes) => socket.write(bytes),
    close: () => {
      isClosed = true;
      socket.destroy();
    },
  };
}

/** `host:port` as people write it. */
export function formatAddress({ host, port }: TcpAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether the far end reset the connection. */
export function isReset(cause: Error | null): boolean {
  return errorCode(cause) === 'ECONNRESET';
}

/** What follows "no answer within …" when the deadline of the attempt comes. */
export function notConnected(address: TcpAddress): string {
  return `${formatAddress(address)} does not answer the attempt to connect`;
}

/** Why a connection could not be made, in words for an operator. */
export function connectFailure(address: TcpAddress, cause: Error | null): UnreachableError {
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
