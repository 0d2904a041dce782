import { messageOf, withDeadline } from '@rollcall/shared';
import { z } from 'zod';
import { avatarUrl } from './avatar-url.ts';
import { readBounded } from './read-bounded.ts';

interface SteamProfile {
  readonly steamId64: bigint;
  readonly personaName: string;
  /** Steam's avatarmedium; null if it is none that pages may show. */
  readonly avatarUrl: string | null;
}

export interface Summaries {
  readonly found: readonly SteamProfile[];
  /** In the answer, but not understood: neither found nor absent. */
  readonly unclear: readonly bigint[];
}

/** `rejected`: the key is wrong; `limited`: too many calls; `unavailable`: everything else. The message never holds the key. */
export class SteamApiError extends Error {
  override readonly name = 'SteamApiError';
  readonly kind: 'rejected' | 'limited' | 'unavailable';
  /** How long Steam asks us to wait, if it does. */
  readonly retryAfterMs: number | null;

  constructor(kind: SteamApiError['kind'], message: string, retryAfterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface SteamApi {
  readonly url: string;
  readonly key: string;
  readonly timeoutMs: number;
}

/** Steam takes no more in one call. */
export const MAX_IDS_A_CALL = 100;
const MAX_ANSWER_BYTES = 1024 * 1024;

const answerSchema = z.object({ response: z.object({ players: z.array(z.unknown()) }) });
const idSchema = z.object({ steamid: z.string().regex(/^\d{17}$/) });
const playerSchema = idSchema.extend({
  personaname: z.string(),
  avatarmedium: z.unknown().optional(),
});

/**
 * GetPlayerSummaries v2 for up to 100 ids. Accounts that do not exist are simply not in the answer.
 *
 * @throws SteamApiError; or the reason of `signal`.
 */
export async function fetchSummaries(
  api: SteamApi,
  ids: readonly bigint[],
  signal: AbortSignal,
): Promise<Summaries> {
  const onTimeout = () =>
    new SteamApiError('unavailable', `Steam did not answer within ${api.timeoutMs} ms`);
  try {
    const text = await withDeadline(signal, api.timeoutMs, onTimeout, (s) => ask(api, ids, s));
    return parseAnswer(text, new Set(ids));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SteamApiError) throw error;
    // What fetch throws may hold the address, and with it the key: only words without it go on.
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new SteamApiError('unavailable', withoutKey(messageOf(cause), api.key));
  }
}

async function ask(api: SteamApi, ids: readonly bigint[], signal: AbortSignal): Promise<string> {
  const base = api.url.endsWith('/') ? api.url : `${api.url}/`;
  const url = new URL('ISteamUser/GetPlayerSummaries/v2/', base);
  url.searchParams.set('key', api.key);
  url.searchParams.set('steamids', ids.join(','));
  const response = await fetch(url, {
    signal,
    // Elsewhere the key has no business.
    redirect: 'error',
    headers: { accept: 'application/json' },
  });
  try {
    requireJson(response);
    return await readBounded(response, MAX_ANSWER_BYTES);
  } finally {
    if (response.body?.locked === false) await response.body.cancel();
  }
}

function requireJson(response: Response): void {
  const { status } = response;
  if (status === 401 || status === 403) {
    throw new SteamApiError('rejected', `Steam rejects the key (HTTP ${status})`);
  }
  const after = retryAfterMs(response.headers.get('retry-after'));
  if (status === 429) throw new SteamApiError('limited', 'too many calls (HTTP 429)', after);
  if (status !== 200) throw new SteamApiError('unavailable', `HTTP ${status}`, after);
  const type = response.headers.get('content-type') ?? 'nothing';
  if (!/^application\/json\b/i.test(type)) {
    throw new SteamApiError('unavailable', `Steam answered with ${type.slice(0, 50)}, not JSON`);
  }
}

function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}

function parseAnswer(text: string, asked: ReadonlySet<bigint>): Summaries {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new SteamApiError('unavailable', 'the answer is no JSON');
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) throw new SteamApiError('unavailable', 'the answer holds no players');
  const found = new Map<bigint, SteamProfile>();
  const unclear = new Set<bigint>();
  for (const entry of answer.data.response.players) {
    const known = idSchema.safeParse(entry);
    if (!known.success) continue;
    const steamId64 = BigInt(known.data.steamid);
    if (!asked.has(steamId64)) continue;
    const player = playerSchema.safeParse(entry);
    if (!player.success) unclear.add(steamId64);
    else {
      const { personaname: personaName, avatarmedium } = player.data;
      found.set(steamId64, { steamId64, personaName, avatarUrl: avatarUrl(avatarmedium) });
    }
  }
  return { found: [...found.values()], unclear: [...unclear].filter((id) => !found.has(id)) };
}

function withoutKey(text: string, key: string): string {
  return text.replaceAll(key, '…').replaceAll(encodeURIComponent(key), '…');
}
