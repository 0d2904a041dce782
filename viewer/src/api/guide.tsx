import { Hono } from 'hono';
import { Layout } from '../components/layout.tsx';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { viewOf, type Site } from '../site.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { PROBLEMS } from './problem.ts';

/** What there is for programs, in words for people. */
export const guideRoute = (site: Site) =>
  new Hono().get('/api', async (c) => {
    const view = viewOf(c, site);
    const copy = await site.copies.get(`api ${view.link('')}`, [], () =>
      pageCopy(
        <Layout site={site} view={view} title="As data" live={false}>
          <h1>Everything as data</h1>
          <Introduction />
          {['Rollcall', 'Servers', 'Players'].map((tag) => (
            <section class="guide" aria-labelledby={`guide-${tag.toLowerCase()}`}>
              <h2 id={`guide-${tag.toLowerCase()}`}>{tag}</h2>
              <dl>
                {ENDPOINTS.filter(({ operation }) => operation.tags?.includes(tag)).map(
                  (endpoint) => (
                    <Question endpoint={endpoint} />
                  ),
                )}
              </dl>
            </section>
          ))}
          <Others />
          <Problems />
        </Layout>,
      ),
    );
    return sendCopy(c, copy);
  });

const Introduction = () => (
  <section class="guide">
    <p>
      What these pages show, programs can read: JSON below <code>/api/v1</code>, described by{' '}
      <a href="/api/v1/openapi.json">OpenAPI 3.1</a>. Every table is there as CSV too: add{' '}
      <code>.csv</code> to its address, or send <code>Accept: text/csv</code>.
    </p>
    <ul class="rules">
      <li>
        <code>null</code> means that nobody knows. It is not zero.
      </li>
      <li>Times are ISO 8601 in UTC; ids of players are text.</li>
      <li>
        Long lists come in pages: give <code>next</code> as <code>cursor</code>, or follow the{' '}
        <code>Link</code> header.
      </li>
      <li>
        Send the <code>ETag</code> back in <code>If-None-Match</code>: where nothing changed, the
        answer is an empty 304.
      </li>
      <li>Names and maps come from game servers. Escape them wherever you show them.</li>
    </ul>
  </section>
);

const Question = ({ endpoint: { path, summary, table } }: { readonly endpoint: Endpoint }) => {
  const address = `/api/v1${path}`;
  // Without an id in it, and without a search, it can be looked at as it is.
  const open = !path.includes('{') && path !== '/players';
  return (
    <>
      <dt>
        {open ? (
          <a href={address}>
            <code>{address}</code>
          </a>
        ) : (
          <code>{address}</code>
        )}
        {table && <span class="dim"> JSON, CSV</span>}
      </dt>
      <dd>{summary}</dd>
    </>
  );
};

const OTHERS = [
  ['/feed.atom', 'Atom feed of outages and records of all servers'],
  ['/servers/{id}/feed.atom', 'the same of one server'],
  ['/servers/{id}/badge.svg', 'a badge with the number of players, for other sites'],
  ['/servers/{id}/uptime.svg', 'a badge with the uptime of the last seven days'],
  ['/servers/{id}/sparkline.svg', 'the last 24 hours as a small picture, for other sites'],
  ['/metrics', 'for Prometheus: servers, players, and the viewer itself'],
  ['/healthz', 'whether the viewer runs'],
  ['/readyz', 'whether it can read the database'],
] as const;

const Others = () => (
  <section class="guide" aria-labelledby="guide-others">
    <h2 id="guide-others">Feeds, pictures and metrics</h2>
    <dl>
      {OTHERS.map(([path, words]) => (
        <>
          <dt>
            {path.includes('{') ? (
              <code>{path}</code>
            ) : (
              <a href={path}>
                <code>{path}</code>
              </a>
            )}
          </dt>
          <dd>{words}</dd>
        </>
      ))}
    </dl>
  </section>
);

const WORDS: Readonly<Record<keyof typeof PROBLEMS, string>> = {
  400: 'A parameter is unknown, given twice, or not of its form. “errors” names each one.',
  404: 'There is no such address, server or player.',
  405: 'Only GET and HEAD.',
  422: 'Each parameter is right, but together they cannot be: a period that ends before it begins, or is too long.',
  500: 'A mistake of ours, which the viewer’s log explains.',
  503: 'The database is away or busy. Try again after the seconds in Retry-After.',
};

const Problems = () => (
  <section class="guide" aria-labelledby="guide-problems">
    <h2 id="guide-problems">Problems</h2>
    <p>
      What cannot be answered is told as <code>application/problem+json</code> (RFC 9457).
    </p>
    <dl>
      {([400, 404, 405, 422, 500, 503] as const).map((status) => (
        <>
          <dt id={PROBLEMS[status][0]}>
            <code>{status}</code> {PROBLEMS[status][1]}
          </dt>
          <dd>{WORDS[status]}</dd>
        </>
      ))}
    </dl>
  </section>
);
