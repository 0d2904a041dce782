const MAX_LENGTH = 300;

/** The address of a picture if it is one of Steam's, which are those that the pages may show; else null. */
export function avatarUrl(given: unknown): string | null {
  if (typeof given !== 'string' || given.length > MAX_LENGTH || !URL.canParse(given)) return null;
  const { protocol, hostname, port, username, password, href } = new URL(given);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return null;
  const isSteam = hostname.endsWith('.steamstatic.com') || hostname === 'steamcdn-a.akamaihd.net';
  return isSteam ? href : null;
}
