import type { Endpoint } from './endpoint.ts';
import { fleetEndpoint } from './fleet.ts';
import { serverOnlineEndpoint } from './server-online.ts';
import { serverRecentEndpoint } from './server-recent.ts';
import { serverEndpoint } from './server.ts';
import { serversEndpoint } from './servers.ts';

/** All of `/api/v1`. */
export const ENDPOINTS: readonly Endpoint[] = [
  fleetEndpoint,
  serversEndpoint,
  serverEndpoint,
  serverOnlineEndpoint,
  serverRecentEndpoint,
];
