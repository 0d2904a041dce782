import { parseSteamId } from '@rollcall/shared';
import { z } from 'zod';
import { player, type ParsedAnswer } from './answer.ts';

/** A field of another type is as good as a missing one. */
const count = z.int().min(0).max(1_000_000).nullable().catch(null);
const text = z.string().nullable().catch(null);

/** No line of the JSON itself begins like that: its lists of numbers are indented. */
const TAGS = /^\[[A-Za-z][^\]"\n]{0,31}\] ?/gm;

const statusJson = z.object({
  server: z.object({
    map: text.default(null),
    hibernating: z.boolean().nullable().catch(null).default(null),
    clients_human: count.default(null),
    clients_bot: count.default(null),
    clients: z.array(
      z.object({
        steamid64: text.default(null),
        steamid: text.default(null),
        bot: z.boolean().catch(false).default(false),
        name: z.string().catch('').default(''),
      }),
    ),
  }),
});

/** Reads CS2's `status_json`, the one command that tells Steam ids there. Null where it is none, or cut. */
export function parseStatusJson(answer: string): ParsedAnswer | null {
  const parsed = statusJson.safeParse(readJson(answer));
  if (!parsed.success) return null;
  const { server } = parsed.data;
  const humans = server.clients.filter((client) => !client.bot && !isBlankSlot(client));
  return {
    format: 'status-json',
    hostname: null,
    map: server.map === '' ? null : server.map,
    humans: server.clients_human,
    maxPlayers: null,
    bots: server.clients_bot,
    hibernating: server.hibernating,
    reserved: null,
    reservation: null,
    totalOnly: false,
    totalActive: null,
    footerCount: null,
    roster: humans.map(({ steamid64, steamid, name }) =>
      player({ playerId: parseSteamId(steamid64 ?? '') ?? parseSteamId(steamid ?? ''), name }),
    ),
    botNames: server.clients.filter(({ bot }) => bot).map(({ name }) => name),
    relays: 0,
    truncated: false,
    needsIds: false,
  };
}

function isBlankSlot({
  steamid64,
  steamid,
  name,
}: Record<'steamid64' | 'steamid' | 'name', string | null>) {
  return name === '' && (steamid64 === '0' || steamid === '[I:0:0]');
}

function readJson(answer: string): unknown {
  try {
    // Log lines may stand around it, a tag before each line, and control bytes in a name, where JSON has no place for them.
    const json = answer.replace(TAGS, '');
    const start = json.search(/^\{/m);
    return JSON.parse(json.slice(start, json.lastIndexOf('}') + 1).replace(/\p{Cc}/gu, ''));
  } catch {
    return null;
  }
}
