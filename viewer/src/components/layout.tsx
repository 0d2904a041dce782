import type { Child } from 'hono/jsx';
import type { Site, View } from '../site.ts';
import { DataLinks, DataLinkTags, type DataLink } from './data-links.tsx';
import { ZoneField } from './zone-field.tsx';

interface LayoutProps {
  readonly site: Site;
  readonly view: View;
  readonly title: string;
  /** What a link to this page is about, for who sees it in a chat. */
  readonly description?: string;
  /** Which entry of the navigation leads here; left out where none does. */
  readonly section?: Section;
  /** Whether the page refreshes itself. */
  readonly live: boolean;
  /** Where programs find what it shows. */
  readonly data?: readonly DataLink[];
  readonly children: Child;
}

type Section = 'servers' | 'players';

/** Nothing inline, nothing from elsewhere: the Content-Security-Policy forbids it. An error page is never swapped in. */
const HTMX_CONFIG = JSON.stringify({
  history: 'reload',
  includeIndicatorCSS: false,
  noSwap: [204, 304, '4xx', '5xx'],
  defaultTimeout: 10_000,
  // What a visitor has unfolded stays so when it is refreshed.
  morphIgnore: ['data-htmx-powered', 'open'],
});

/** What every page has around it. */
export const Layout = (props: LayoutProps) => {
  const { site, view, title, description, section, live, data = [], children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === '' ? 'Rollcall' : `${title} – Rollcall`}</title>
        {description !== undefined && <LinkPreview title={title} description={description} />}
        <link rel="icon" type="image/svg+xml" href={site.assets.url('favicon.svg')} />
        <link rel="stylesheet" href={site.assets.url('rollcall.css')} />
        <DataLinkTags links={data} />
        <script src={site.assets.url('zone.js')} defer />
        {live && (
          <>
            <meta name="htmx-config" content={HTMX_CONFIG} />
            <script src={site.assets.url('htmx.js')} defer />
            <script src={site.assets.url('live.js')} defer />
          </>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="wordmark" href={view.link('/servers')}>
            <Tally />
            Rollcall
          </a>
          <Navigation view={view} section={section} />
          <form class="find-player" action="/players" method="get" role="search">
            <input
              type="search"
              name="q"
              placeholder="Find a player"
              aria-label="Find a player by name or Steam id"
              maxlength={100}
              autocomplete="off"
              spellcheck={false}
            />
            <ZoneField view={view} />
          </form>
        </header>
        <main id="main">{children}</main>
        <footer class="bottom">
          <Zone view={view} />
          <DataLinks links={data} />
          {live && <Freshness seconds={site.pollSeconds} />}
        </footer>
        {live && (
          <p id="lost" class="lost" role="status" hidden>
            No answer from Rollcall. What you see is from earlier.
          </p>
        )}
      </body>
    </html>
  );
};

/** Which clock is meant, and how to have another one. */
const Zone = ({ view }: { readonly view: View }) => (
  <details class="zone">
    <summary>
      Times in <b>{view.zone.replaceAll('_', ' ')}</b>
    </summary>
    <form id="zone-form" class="zone-form" method="get">
      <input
        type="text"
        name="tz"
        value={view.zone}
        aria-label="Time zone"
        required
        maxlength={64}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
      />
      <button type="submit">Show</button>
    </form>
  </details>
);

interface PreviewProps {
  readonly title: string;
  readonly description: string;
}

/** What chats show below a link. */
const LinkPreview = ({ title, description }: PreviewProps) => (
  <>
    <meta name="description" content={description} />
    <meta property="og:site_name" content="Rollcall" />
    <meta property="og:title" content={title === '' ? 'Servers' : title} />
    <meta property="og:description" content={description} />
  </>
);

interface NavigationProps {
  readonly view: View;
  readonly section: Section | undefined;
}

const Navigation = ({ view, section }: NavigationProps) => (
  <nav class="sections" aria-label="Sections">
    {SECTIONS.map(({ key, path, label }) => (
      <a href={view.link(path)} aria-current={key === section ? 'page' : undefined}>
        {label}
      </a>
    ))}
  </nav>
);

const SECTIONS = [
  { key: 'servers', path: '/servers', label: 'Servers' },
  { key: 'players', path: '/players', label: 'Players' },
] as const;

const Freshness = ({ seconds }: { readonly seconds: number }) => (
  <>
    <p class="with-script">Refreshes itself every {seconds} s</p>
    <noscript>
      <p>
        <a href="">Refresh</a>
      </p>
    </noscript>
  </>
);

/** Four strokes and one across: the mark of somebody who counts heads. */
const Tally = () => (
  <svg class="tally" viewBox="0 0 24 20" width="24" height="20" aria-hidden="true">
    <path d="M4 2v16M9.3 2v16M14.7 2v16M20 2v16M1 15.5 23 4.5" />
  </svg>
);
