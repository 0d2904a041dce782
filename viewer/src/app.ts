import type { Logger } from '@rollcall/shared';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { badgeRoute, uptimeBadgeRoute } from './api/badge.tsx';
import { feedRoutes } from './api/feed.ts';
import { guideRoute } from './api/guide.tsx';
import { metricsRoute } from './api/metrics.ts';
import { isData, problemOf, sendProblem } from './api/problem.ts';
import { apiRoutes } from './api/routes.ts';
import { sparklineRoute } from './api/sparkline.tsx';
import { assetsRoute } from './assets.ts';
import { DatabaseAwayError } from './live/database-away.ts';
import type { ServedEnv } from './live/shared-answers.ts';
import { errorPage } from './pages/error.tsx';
import { eventsRoute } from './pages/events.ts';
import { healthzRoute, readyzRoute } from './pages/health.ts';
import { playerRoute } from './pages/player.tsx';
import { playersRoute } from './pages/players.tsx';
import { serverLiveStateRoute } from './pages/server-live-state.tsx';
import { serverRoute, serverSectionRoutes } from './pages/server.tsx';
import { serversLiveStateRoute } from './pages/servers-live-state.tsx';
import { serversRoute } from './pages/servers.tsx';
import { securityHeaders } from './security-headers.ts';
import type { Site } from './site.ts';

/** All URLs of the viewer. */
export function createApp(site: Site, log: Logger): Hono<ServedEnv> {
  const app = new Hono({ strict: false });
  app.use(site.metrics.middleware);
  app.use(securityHeaders);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('Allow', methods.join(', '));
        if (isData(c)) return sendProblem(c, 405, 'This can only be read.');
        return errorPage(c, site, 405, 'These pages can only be read.');
      },
    }),
  );

  app.get('/', (c) => c.redirect(`/servers${new URL(c.req.url).search}`));
  app.route('/', healthzRoute());
  app.route('/', readyzRoute(site));
  app.route('/', assetsRoute(site.assets));
  app.route('/', serversRoute(site));
  app.route('/', serversLiveStateRoute(site));
  app.route('/', eventsRoute(site));
  app.route('/', serverRoute(site));
  app.route('/', serverLiveStateRoute(site));
  app.route('/', serverSectionRoutes(site));
  app.route('/', guideRoute(site));
  app.route('/', apiRoutes(site));
  app.route('/', playersRoute(site));
  app.route('/', playerRoute(site));
  app.route('/', metricsRoute(site));
  app.route('/', badgeRoute(site));
  app.route('/', uptimeBadgeRoute(site));
  app.route('/', sparklineRoute(site));
  app.route('/', feedRoutes(site));

  app.notFound((c) =>
    isData(c)
      ? sendProblem(c, 404, 'There is no such address here; /api tells which there are.')
      : errorPage(c, site, 404, 'There is no such page here.'),
  );
  app.onError((error, c) => {
    if (isData(c)) return problemOf(c, error, log);
    if (error instanceof DatabaseAwayError) {
      return errorPage(c, site, 503, `Nothing can be shown now: ${error.message}.`);
    }
    if (error instanceof HTTPException && error.status < 500) {
      return errorPage(c, site, error.status, error.message);
    }
    log.error({ err: error, path: c.req.path }, 'a page failed');
    return errorPage(c, site, 500, 'This page could not be made. The viewer’s log says why.');
  });
  return site.answers.around(app);
}
