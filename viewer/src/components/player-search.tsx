import type { View } from '../site.ts';
import { ZoneField } from './zone-field.tsx';

/** So long may be what is looked for: longer than any name. */
export const MAX_QUERY = 200;

interface SearchProps {
  readonly view: View;
  readonly query: string;
  readonly focus: boolean;
}

/** Where one looks for a player. */
export const PlayerSearch = ({ view, query, focus }: SearchProps) => (
  <form class="find" role="search" aria-label="Players" action="/players" method="get">
    <label for="find-player">Name, Steam id or address of a profile</label>
    <input
      id="find-player"
      name="q"
      type="search"
      value={query}
      maxlength={MAX_QUERY}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      autofocus={focus}
    />
    <ZoneField view={view} />
    <button type="submit">Search</button>
  </form>
);
