import type { Endpoint } from './endpoint.ts';
import { collectorsEndpoint } from './collectors.ts';
import { serverHistoryEndpoint } from './server-history.ts';
import { serverHoursEndpoint } from './server-hours.ts';
import { serverUptimeEndpoint } from './server-uptime.ts';
import { serverOnlineAtEndpoint } from './server-online-at.ts';
import { serverOutagesEndpoint, serverReachabilityEndpoint } from './server-reachability.ts';
import { fleetEndpoint } from './fleet.ts';
import { playerCompanyEndpoint } from './player-company.ts';
import { playerNamesEndpoint } from './player-names.ts';
import { playerServersEndpoint } from './player-servers.ts';
import { playerSessionsEndpoint } from './player-sessions.ts';
import { playerWeekEndpoint } from './player-week.ts';
import { playerEndpoint } from './player.ts';
import { playersEndpoint } from './players.ts';
import { eventsEndpoint } from './recent-events.ts';
import { serverMapsEndpoint } from './server-maps.ts';
import { serverOnlineEndpoint } from './server-online.ts';
import { serverRecentEndpoint } from './server-recent.ts';
import { serverSessionsEndpoint } from './server-sessions.ts';
import { serverStatesEndpoint } from './server-states.ts';
import { serverTopPlayersEndpoint } from './server-top-players.ts';
import { serverVisitorsEndpoint } from './server-visitors.ts';
import { serverWeekEndpoint } from './server-week.ts';
import { serverEndpoint } from './server.ts';
import { serversEndpoint } from './servers.ts';

/** All of `/api/v1`. */
export const ENDPOINTS: readonly Endpoint[] = [
  fleetEndpoint,
  eventsEndpoint,
  collectorsEndpoint,
  serversEndpoint,
  serverEndpoint,
  serverOnlineEndpoint,
  serverRecentEndpoint,
  serverSessionsEndpoint,
  serverStatesEndpoint,
  serverOnlineAtEndpoint,
  serverHistoryEndpoint,
  serverHoursEndpoint,
  serverReachabilityEndpoint,
  serverOutagesEndpoint,
  serverUptimeEndpoint,
  serverMapsEndpoint,
  serverTopPlayersEndpoint,
  serverVisitorsEndpoint,
  serverWeekEndpoint,
  playersEndpoint,
  playerEndpoint,
  playerNamesEndpoint,
  playerSessionsEndpoint,
  playerServersEndpoint,
  playerWeekEndpoint,
  playerCompanyEndpoint,
];
