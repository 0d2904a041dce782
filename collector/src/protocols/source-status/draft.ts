import type { ParsedPlayer } from './answer.ts';
import type { PlayersLine } from './players-line.ts';

/** What has been read so far of a text made of lines. */
export interface Draft {
  hostname: string | null;
  /** With all that follows the map's name. */
  mapLine: string | null;
  /** The map of CS2's first spawn group. */
  spawnGroupMap: string | null;
  players: PlayersLine | null;
  /** The `players` line came before the host name: a later one is the better one. */
  playersBeforeHostname: boolean;
  branch: 'source' | 'source2' | 'goldsrc' | 'rust';
  /** The column line, or the head of the section, was there. */
  table: boolean;
  /** Rows carry a rate: the branches that do end with `#end`. */
  rateColumn: boolean;
  addressColumn: boolean;
  /** GoldSrc's `stat`: cells of fixed width with tabs between them. */
  tabbed: boolean;
  /** Lines were seen that only branches with an `#end` print. */
  endExpected: boolean;
  ended: boolean;
  footerCount: number | null;
  /** `Server hibernating` instead of a status. */
  onlyHibernating: boolean;
  readonly roster: ParsedPlayer[];
  readonly botNames: string[];
  relays: number;
  /** A row that could not be read, or the half of one. */
  damaged: boolean;
  /** The text broke off in the row of a bot, which may as well be the first half of a human's. */
  brokeOffInBot: boolean;
}

export function newDraft(): Draft {
  return {
    hostname: null,
    mapLine: null,
    spawnGroupMap: null,
    players: null,
    playersBeforeHostname: false,
    branch: 'source',
    table: false,
    rateColumn: false,
    addressColumn: false,
    tabbed: false,
    endExpected: false,
    ended: false,
    footerCount: null,
    onlyHibernating: false,
    roster: [],
    botNames: [],
    relays: 0,
    damaged: false,
    brokeOffInBot: false,
  };
}
