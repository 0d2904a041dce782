// The database of "npm start": the operator's own, or an embedded Postgres with one login for each process.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ensureDatabase,
  ensureLogin,
  startEmbeddedPostgres,
} from '@rollcall/shared/embedded-postgres';

const READER_ROLE = 'rollcall_reader';

/**
 * @typedef {object} DatabaseServer
 * @property {string} url what migrates and writes
 * @property {string} adminUrl what may make roles, if anything may
 * @property {boolean} embedded
 * @property {Promise<readonly string[]>} ended with its last words
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<DatabaseServer>}
 */
export async function openDatabaseServer(folder, env) {
  const given = givenUrl(env);
  if (given !== null) {
    return {
      url: given,
      adminUrl: given,
      embedded: false,
      ended: new Promise(() => undefined),
      stop: () => Promise.resolve(),
    };
  }
  const server = await startEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    durable: true,
    onNotice: (line) => {
      console.log(line);
    },
  });
  try {
    const url = await login(server.url, folder, 'database-url', {
      name: 'rollcall',
      mayCreateRoles: true,
    });
    await ensureDatabase(server.url, 'rollcall', 'rollcall');
    return { ...server, url, adminUrl: server.url, embedded: true };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * The address for the viewer, whose login can only read. Where no role can be made, it is the given one, told to write
 * nothing.
 *
 * @param {DatabaseServer} database already migrated
 * @param {string} folder
 * @returns {Promise<string>}
 */
export async function viewerUrl(database, folder) {
  // On a server of the operator's own there may be other checkouts, and other roles.
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const name = database.embedded ? 'rollcall_viewer' : `rollcall_viewer_${mark}`;
  const base = new URL(database.adminUrl);
  base.pathname = new URL(database.url).pathname;
  try {
    return await login(base.href, folder, 'viewer-database-url', { name, memberOf: READER_ROLE });
  } catch (error) {
    if (database.embedded) throw error;
    const why = error instanceof Error ? error.message : String(error);
    console.log(
      `The viewer uses DATABASE_URL itself, for no role of its own can be made (${why}).`,
    );
    const url = new URL(database.url);
    url.searchParams.set('default_transaction_read_only', 'on');
    return url.href;
  }
}

/**
 * Makes the login with the password of the earlier start, and keeps its address in a file for its owner only.
 *
 * @param {string} adminUrl
 * @param {string} folder
 * @param {string} file
 * @param {{ name: string, memberOf?: string, mayCreateRoles?: boolean }} role
 * @returns {Promise<string>}
 */
async function login(adminUrl, folder, file, role) {
  const path = join(folder, file);
  const password = keptPassword(path) ?? randomBytes(24).toString('base64url');
  await ensureLogin(adminUrl, { ...role, password });
  const url = new URL(adminUrl);
  url.username = role.name;
  url.password = password;
  if (url.pathname === '/postgres') url.pathname = '/rollcall';
  writeFileSync(path, `${url.href}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return url.href;
}

/** @param {string} path */
function keptPassword(path) {
  try {
    return new URL(readFileSync(path, 'utf8').trim()).password || null;
  } catch {
    return null;
  }
}

/** @param {NodeJS.ProcessEnv} env */
function givenUrl(env) {
  const url = env['DATABASE_URL'];
  if (url !== undefined && url !== '') return url;
  const path = env['DATABASE_URL_FILE'];
  if (path === undefined || path === '') return null;
  return readFileSync(path, 'utf8').trim();
}
