import { addBan } from './ban.ts';
import { addCompletion } from './completion.ts';
import { addDoctor } from './doctor.ts';
import { addKick } from './kick.ts';
import { addMigrate } from './migrate.ts';
import { addPoll } from './poll.ts';
import { addRcon } from './rcon.ts';
import { addRun } from './run.ts';
import { addSay } from './say.ts';
import { addSecrets } from './secrets.ts';
import { addServers } from './servers.ts';
import { addStatus } from './status.ts';
import { addUnban } from './unban.ts';

/** In the order in which the help lists them. */
export const COMMANDS = [
  addRun,
  addMigrate,
  addServers,
  addPoll,
  addRcon,
  addStatus,
  addKick,
  addBan,
  addUnban,
  addSay,
  addSecrets,
  addDoctor,
  addCompletion,
] as const;
