interface Address {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
}

const NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
/** Addresses and names that mean something else to everybody (RFC 1918, 3927, 6598, 6761, 6762, 8375). */
const AT_HOME =
  /^(0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\.(local|localhost|lan|internal|arpa)$/i;

/** The address by which Steam starts the game and joins; null where a visitor could not get there. */
export function joinLink({ protocol, host, port }: Address): string | null {
  if (protocol !== 'source' || !NAME.test(host) || AT_HOME.test(host)) return null;
  return `steam://connect/${host}:${port}`;
}
