import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Layout } from '../components/layout.tsx';
import { defaultView, type Site } from '../site.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'That does not work',
  404: 'Not found',
  405: 'That does not work',
  422: 'That does not work',
  503: 'Not now',
};

/** A page that says what is wrong and where to go, and nothing of the inside. */
export function errorPage(
  c: Context,
  site: Site,
  status: ContentfulStatusCode,
  message: string,
): Response | Promise<Response> {
  const view = defaultView(site);
  const title = TITLES[status] ?? 'Something went wrong';
  c.header('Cache-Control', 'no-store');
  if (status === 503) c.header('Retry-After', '5');
  return c.html(
    <Layout site={site} view={view} title={title} live={false}>
      <section class="failure">
        <p class="code">{status}</p>
        <h1>{title}</h1>
        <p>{message}</p>
        <p>
          {status === 503 ? (
            <a href="">Try again</a>
          ) : (
            <a href={view.link('/servers')}>All servers</a>
          )}
        </p>
      </section>
    </Layout>,
    status,
  );
}
