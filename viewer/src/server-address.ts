/** Where players connect to: `192.0.2.1:27015`, `[2001:db8::1]:27015`. */
export function formatAddress(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
