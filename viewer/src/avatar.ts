const ALLOWED_SUFFIX = '.steamstatic.com';
const ALLOWED_HOST = 'steamcdn-a.akamaihd.net';

/** What the Content-Security-Policy must allow so that avatars are shown. */
export const AVATAR_SOURCES = [`https://*${ALLOWED_SUFFIX}`, `https://${ALLOWED_HOST}`] as const;

/** The address of an avatar if it is one of Steam's own; null for anything else, whatever the database holds. */
export function steamAvatar(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  const ours = url.hostname === ALLOWED_HOST || url.hostname.endsWith(ALLOWED_SUFFIX);
  const plain = url.port === '' && url.username === '' && url.password === '';
  return url.protocol === 'https:' && ours && plain ? url.href : null;
}
