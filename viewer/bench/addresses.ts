import { ENDPOINTS } from '../src/api/endpoints.ts';
import { SECTIONS } from '../src/pages/server/sections.ts';
import type { Subjects } from './subjects.ts';

const DAY_MS = 86_400_000;

/** What endpoints ask for that cannot go without it. */
const QUERIES: Readonly<Record<string, (subjects: Subjects) => string>> = {
  '/players': ({ rareName }) => `?q=${encodeURIComponent(rareName)}`,
  '/servers/{id}/online-at': () => `?at=${new Date(Date.now() - DAY_MS).toISOString()}`,
};

/** Every page, every fragment and all data, of the busiest server and player. */
export function addressesOf(subjects: Subjects): readonly string[] {
  const { serverId, playerId, group, commonName, rareName } = subjects;
  const server = `/servers/${serverId}`;
  const at = encodeURIComponent(new Date(Date.now() - 12 * 3_600_000).toISOString());
  return [
    '/servers',
    `/servers?group=${encodeURIComponent(group)}`,
    '/servers?sort=players',
    '/servers/live-state',
    server,
    `${server}?range=7d`,
    `${server}?range=30d`,
    `${server}?at=${at}`,
    `${server}/live-state`,
    ...SECTIONS.map(({ name }) => `${server}/${name}`),
    '/players',
    `/players?q=${encodeURIComponent(rareName)}`,
    `/players?q=${commonName}`,
    `/players/${playerId}`,
    '/api',
    '/healthz',
    '/readyz',
    '/metrics',
    '/feed.atom',
    `${server}/feed.atom`,
    `${server}/badge.svg`,
    `${server}/sparkline.svg`,
    '/assets/rollcall.css',
    '/api/v1/openapi.json',
    ...ENDPOINTS.flatMap(({ path, table }) => {
      const id = path.startsWith('/players') ? playerId : String(serverId);
      const address = `/api/v1${path.replace('{id}', id)}`;
      const query = QUERIES[path]?.(subjects) ?? '';
      return [`${address}${query}`, ...(table ? [`${address}.csv${query}`] : [])];
    }),
  ];
}
