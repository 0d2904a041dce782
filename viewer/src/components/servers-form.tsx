import { groupServers } from '../fleet.ts';
import { serversPath, type ServersQuery, type Sort } from '../servers-query.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import type { View } from '../site.ts';
import { ZoneField } from './zone-field.tsx';

interface FormProps {
  readonly view: View;
  readonly query: ServersQuery;
  readonly servers: readonly ServerNow[];
}

/** Search and filter: a plain form, which HTMX sends while somebody types. */
export const ServersForm = ({ view, query, servers }: FormProps) => {
  const groups = groupServers(servers).map(({ label }) => label);
  const protocols = [...new Set(servers.map(({ protocol }) => protocol))].sort();
  return (
    <form
      class="find-server"
      action="/servers"
      method="get"
      role="search"
      aria-label="Servers"
      hx-get="/servers"
      hx-trigger="input delay:250ms, submit"
      hx-target="#fleet"
      hx-select="#fleet"
      hx-swap="outerMorph"
      hx-sync="replace"
      hx-replace-url="true"
    >
      <input
        type="search"
        name="q"
        value={query.q}
        placeholder="Name, map or address"
        aria-label="Find servers by name, map or address"
        maxlength={100}
        autocomplete="off"
        spellcheck={false}
      />
      {(groups.length > 1 || query.group !== null) && (
        <select name="group" aria-label="Group">
          <option value="">All groups</option>
          {withChosen(groups, query.group).map((label) => (
            <option
              value={label ?? NO_GROUP}
              selected={query.group !== null && same(label, query.group)}
            >
              {label ?? 'Other servers'}
            </option>
          ))}
        </select>
      )}
      {(protocols.length > 1 || query.protocol !== null) && (
        <select name="protocol" aria-label="Protocol">
          <option value="">All protocols</option>
          {withChosen(protocols, query.protocol).map((protocol) => (
            <option value={protocol} selected={protocol === query.protocol}>
              {protocol}
            </option>
          ))}
        </select>
      )}
      {query.sort !== 'name' && <input type="hidden" name="sort" value={query.sort} />}
      <ZoneField view={view} />
      <button class="without-script" type="submit">
        Show
      </button>
    </form>
  );
};

/** No label is blank, so a blank one can stand for none. */
const NO_GROUP = ' ';
const same = (label: string | null, chosen: string) =>
  label === null ? chosen.trim() === '' : label === chosen;

/** Also what no server has any more: a form that says something else than the list would lie. */
function withChosen<T extends string | null>(
  all: readonly T[],
  chosen: string | null,
): readonly (T | string)[] {
  if (chosen === null || chosen.trim() === '') return all;
  return all.some((one) => one === chosen) ? all : [...all, chosen];
}

const SORT_WORDS: Readonly<Record<Sort, string>> = {
  name: 'Groups',
  players: 'Most players',
  map: 'Map',
  uptime: 'Lowest uptime',
};

interface SortsProps {
  readonly view: View;
  readonly query: ServersQuery;
}

/** The orders in which the list can be had. */
export const ServersSorts = ({ view, query }: SortsProps) => (
  <nav class="sorts" aria-label="Order">
    {(Object.keys(SORT_WORDS) as Sort[]).map((sort) => (
      <a
        href={view.link(serversPath('/servers', { ...query, sort }))}
        aria-current={sort === query.sort ? 'true' : undefined}
      >
        {SORT_WORDS[sort]}
      </a>
    ))}
  </nav>
);
