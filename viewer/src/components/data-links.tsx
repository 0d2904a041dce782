/** The same as the page shows, for programs. */
export interface DataLink {
  readonly label: 'JSON' | 'CSV' | 'Atom';
  readonly href: string;
}

const TYPES: Readonly<Record<DataLink['label'], string>> = {
  JSON: 'application/json',
  CSV: 'text/csv',
  Atom: 'application/atom+xml',
};

interface LinksProps {
  readonly links: readonly DataLink[];
}

/** For browsers and feed readers, which look for them in the head. */
export const DataLinkTags = ({ links }: LinksProps) => (
  <>
    {links.map(({ label, href }) => (
      <link rel="alternate" type={TYPES[label]} title={label} href={href} />
    ))}
  </>
);

/** For people, at the end of a page. */
export const DataLinks = ({ links }: LinksProps) => (
  <p class="as-data">
    <a href="/api">As data</a>
    {links.map(({ label, href }) => (
      <>
        {' · '}
        <a href={href} type={TYPES[label]}>
          {label}
        </a>
      </>
    ))}
  </p>
);
