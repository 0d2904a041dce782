import { parseSteamId } from '@rollcall/shared';

export type Wanted =
  /** A SteamID64. */
  | { readonly type: 'id'; readonly id: bigint }
  /** An address that Steam alone can resolve; `name` is its last part, null where it tells nothing. */
  | { readonly type: 'vanity'; readonly name: string | null }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'nothing' };

const PROFILE = /^(?:https?:\/\/)?(?:www\.|m\.)?steamcommunity\.com\/(profiles|id)\/([^/?#\s]+)/i;
const SHORT_LINK = /^(?:https?:\/\/)?s\.team\/\S*$/i;

/** Whom somebody looks for who typed this: part of a name, any form of a Steam id, or the address of a profile. */
export function wantedPlayer(typed: string): Wanted {
  const text = typed.trim();
  if (text === '') return { type: 'nothing' };
  const id = steamIdOf(text);
  if (id !== null) return { type: 'id', id };
  const [, kind, rest] = PROFILE.exec(text) ?? [];
  if (kind !== undefined && rest !== undefined) {
    const part = decoded(rest);
    const addressed = kind.toLowerCase() === 'profiles' ? steamIdOf(part) : null;
    return addressed === null ? { type: 'vanity', name: part } : { type: 'id', id: addressed };
  }
  if (SHORT_LINK.test(text)) return { type: 'vanity', name: null };
  return { type: 'name', name: text };
}

/** As people type them: in small letters, or without the brackets. */
function steamIdOf(text: string): bigint | null {
  const upper = text.toUpperCase();
  return parseSteamId(upper) ?? (upper.startsWith('U:') ? parseSteamId(`[${upper}]`) : null);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
