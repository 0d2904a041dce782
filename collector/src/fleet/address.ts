import { UserError } from '@rollcall/shared';
import { isIPv4, isIPv6 } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
}

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/** `HOST:PORT` as people write it, IPv6 in brackets; null for what is none. */
export function tryParseAddress(text: string): Address | null {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim());
  if (match === null) return null;
  const [, bracketed, bare, digits] = match;
  const port = Number(digits);
  if (port < 1 || port > 65_535) return null;
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : null;
  return bare !== undefined && isHost(bare) ? { host: bare, port } : null;
}

/** Where a Source server has its console unless it is told otherwise. */
const DEFAULT_RCON_PORT = 27_015;

/** `HOST` without a port, at 27015: an address, `localhost`, or a name with a dot. A word alone may be the name of a server, and is none. */
export function tryParseHost(text: string): Address | null {
  const host = text.trim();
  const inner = /^\[(.+)\]$/.exec(host)?.[1] ?? host;
  if (isIPv6(inner)) return { host: inner, port: DEFAULT_RCON_PORT };
  const isAlone = host === 'localhost' || (host.includes('.') && isHost(host));
  return isAlone ? { host, port: DEFAULT_RCON_PORT } : null;
}

/** @throws UserError (wrong usage) that shows how an address is written. */
export function parseAddress(text: string): Address {
  const address = tryParseAddress(text);
  if (address !== null) return address;
  throw new UserError(`"${text}" is no address: ${whatIsWrong(text.trim())}`, { exitCode: 2 });
}

function isHost(host: string): boolean {
  return /^[\d.]+$/.test(host) ? isIPv4(host) : HOST_NAME.test(host);
}

function whatIsWrong(text: string): string {
  const example = 'write HOST:PORT, for example 203.0.113.7:27015 or [2001:db8::7]:27015';
  if (isIPv6(text) || /^[0-9a-f]*:[0-9a-f:]+:\d+$/i.test(text)) {
    return `an IPv6 address stands in brackets, for example [2001:db8::7]:27015`;
  }
  if (text.includes('://'))
    return `leave out "${text.slice(0, text.indexOf('://') + 3)}"; ${example}`;
  if (/:\d+$/.test(text)) {
    const port = Number(text.slice(text.lastIndexOf(':') + 1));
    if (port < 1 || port > 65_535) return 'the port is a number from 1 to 65535';
    return `the host is neither a name nor an address; ${example}`;
  }
  if (isHost(text)) return `the port is missing; ${example}`;
  return example;
}
