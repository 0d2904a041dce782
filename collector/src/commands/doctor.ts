import {
  closeDatabase,
  ConfigError,
  messageOf,
  openDatabase,
  reachDatabase,
  requireCurrentSchema,
  UserError,
  type Database,
} from '@rollcall/shared';
import type { Command } from 'commander';
import { readCollectorConfig, readRegistryConfig } from '../config.ts';
import { inspectGrowth, inspectPostgres, inspectRoles } from './doctor-database.ts';
import type { SecretSettings } from '../secrets/seal.ts';
import { countOf, findingsOf, renderFindings, type Finding } from './doctor-finding.ts';
import { inspectFleet } from './doctor-fleet.ts';
import { inspectSecrets } from './doctor-secrets.ts';
import { print, type CliIo } from './io.ts';
import { withDatabaseWords } from './postgres-words.ts';
import { toJson } from './printable.ts';

export function addDoctor(program: Command, io: CliIo): void {
  program
    .command('doctor')
    .description(
      'Look at database, schema, roles, settings and each server: what is wrong, what to do.',
    )
    .argument('[server...]', 'names or numbers of the servers to look at; without one, all')
    .option('--json', 'one JSON object: ok, problems, warnings, findings')
    .addHelpText(
      'after',
      `
Exit status for monitoring: 0 nothing is wrong (warnings may be), 1 something is, 78 settings that cannot work.
Each server gets one login at most, and none where the collector was refused: servers ban after a few.

Example:
  rollcall doctor
  rollcall doctor --json | jq '.findings[] | select(.level == "problem")'`,
    )
    .action(async (only: readonly string[], options: { readonly json?: true }) => {
      const { settings, findings: first } = inspectSettings(io.env);
      const findings =
        settings === null ? first : [...first, ...(await inspect(settings, only, io.onShutdown()))];
      const problems = countOf(findings, 'problem');
      const warnings = countOf(findings, 'warning');
      const facts = { ok: problems === 0, problems, warnings, findings };
      print(io, options.json === true ? toJson(facts) : renderFindings(findings));
      if (problems === 0) return;
      const summary = `${problems} ${problems === 1 ? 'problem' : 'problems'}, what to do stands beside each`;
      const isConfigured = first.every(({ level }) => level === 'ok');
      throw isConfigured ? new UserError(summary) : new ConfigError(summary);
    });
}

interface DoctorSettings {
  readonly url: string;
  readonly secrets: SecretSettings;
  readonly staleMs: number;
  readonly timeoutMs: number;
}

/** All settings of the daemon; where some cannot work, what is needed to go on all the same. */
function inspectSettings(env: NodeJS.ProcessEnv): {
  readonly settings: DoctorSettings | null;
  readonly findings: readonly Finding[];
} {
  const { ok, problem } = findingsOf(null);
  try {
    const config = readCollectorConfig(env);
    return {
      settings: {
        url: config.DATABASE_URL,
        secrets: config,
        staleMs: config.LIVE_STATE_STALE_SECONDS * 1_000,
        timeoutMs: config.LIVE_STATE_QUERY_TIMEOUT_SECONDS * 1_000,
      },
      findings: [ok('settings', 'all can work')],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = 'rollcall.env.example explains each setting';
    const findings = [problem('settings', messageOf(error), advice)];
    try {
      const secrets = readRegistryConfig(env);
      const url = secrets.DATABASE_URL;
      return { settings: { url, secrets, staleMs: 30_000, timeoutMs: 2_000 }, findings };
    } catch {
      return { settings: null, findings };
    }
  }
}

async function inspect(
  settings: DoctorSettings,
  only: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { url } = settings;
  const { ok, problem } = findingsOf(null);
  const db = openDatabase({ url, applicationName: 'rollcall doctor', max: 1 });
  const findings: Finding[] = [];
  /** False where the rest cannot be looked at. */
  const look = async (check: string, work: () => Promise<readonly Finding[]>, advice: string) => {
    try {
      findings.push(...(await withDatabaseWords(url, work)));
      return true;
    } catch (error) {
      if (signal.aborted) throw new UserError('stopped', { cause: error });
      if (!(error instanceof UserError)) throw error;
      if (error.exitCode === 2) throw error;
      findings.push(problem(check, error.message, advice));
      return false;
    }
  };
  const database = async () => {
    await reachDatabase(db);
    return inspectPostgres(db);
  };
  const schema = async () => {
    await requireCurrentSchema(db);
    return [ok('schema', 'is that of this version')];
  };
  try {
    const start =
      'is Postgres running, is DATABASE_URL right, and may this machine connect (pg_hba.conf)?';
    if (!(await look('database', database, start))) return findings;
    if (!(await look('schema', schema, 'see above'))) return findings;
    await look('viewer role', () => inspectRoles(db), 'let the owner of the tables run doctor');
    await look('disk', () => inspectGrowth(db), 'let the owner of the tables run doctor');
    await look('secrets', () => inspectSecrets(db, settings.secrets), 'see above');
    await look('servers', () => fleet(db, settings, only, signal), 'see above');
    return findings;
  } finally {
    await closeDatabase(db);
  }
}

function fleet(
  db: Database,
  { secrets, staleMs, timeoutMs }: DoctorSettings,
  only: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return inspectFleet(db, { only, secrets, staleMs, timeoutMs }, signal);
}
