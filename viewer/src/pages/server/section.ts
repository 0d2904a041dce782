import type { Child } from 'hono/jsx';
import type { Period } from '../../period.ts';
import type { ServerNow } from '../../queries/servers-now.ts';
import type { Site, View } from '../../site.ts';

type Changes = Readonly<Record<string, string | null>>;

/** What a section of a server's page is made from. */
export interface ServerPage {
  readonly site: Site;
  readonly view: View;
  readonly server: ServerNow;
  /** The time that the visitor looks at. */
  readonly period: Period;
  /** One parameter of the URL, as it was given; the section validates it. */
  readonly param: (name: string) => string | undefined;
  /** The address of this page with some parameters changed (null: left out), the others and the zone kept. */
  readonly link: (changes: Changes) => string;
  /** The same for the fragment of the section with this name. */
  readonly fragmentLink: (name: string, changes?: Changes) => string;
}

interface SectionContent {
  /** The answers of the database it is made from: what is made is shared as long as these are the same. */
  readonly sources: readonly object[];
  /** An element with the section's name as its id, so that it can be refreshed alone. */
  readonly render: () => Child;
}

/** A part of a server's page; also served alone, at `/servers/:id/<name>`. */
export interface Section {
  readonly name: string;
  /** In the list of what is on the page. */
  readonly label: string;
  readonly read: (page: ServerPage) => Promise<SectionContent>;
}
