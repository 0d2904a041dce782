import type { Database } from '@rollcall/shared';
import postgres from 'postgres';
import { arrayLiteral } from './array-literal.ts';

/** What is left of a run that another collector has replaced: SQLSTATE of `rollcall_share_servers` and `rollcall_write_batch`. */
const RUN_IS_OVER = 'RC001';

/** Which collectors there are, seen over the connection that announced ours. */
export interface Company {
  /** Whether it is still announced by this connection. */
  readonly announced: boolean;
  /** Whether it was replaced, so that it can write nothing more. */
  readonly over: boolean;
  /** All runs that are connected, in ascending order. */
  readonly live: readonly number[];
  /** Since when Postgres runs. */
  readonly postgresUpSeconds: number;
}

/** What a run gets of the servers. */
export interface Share {
  readonly mine: readonly number[];
  /** Those of them that it has to hand over. */
  readonly surplus: readonly number[];
  /** Runs that hold servers but are not connected. */
  readonly absent: readonly number[];
  /** How many servers it should have in addition. */
  readonly short: number;
}

/**
 * Tells that the run lives, for as long as this one connection does, and all who listen (`listenForRegistry`) that somebody has come;
 * false if another connection says so already.
 */
export async function announceRun(db: Database, runId: number): Promise<boolean> {
  const [row] = await db.$client<{ announced: boolean }[]>`
    select rollcall_announce_run(${runId}) as announced, pg_notify('rollcall_registry', '')::text`;
  return row?.announced === true;
}

/** After an outage our own connection of before may still announce the run, because Postgres has not noticed its end yet. */
export async function endOtherAnnouncement(db: Database, runId: number): Promise<void> {
  await db.$client`
    select pg_terminate_backend(pid) from rollcall_live_runs()
    where run_id = ${runId} and pid <> pg_backend_pid()`;
}

export async function readCompany(db: Database, runId: number): Promise<Company> {
  const [row] = await db.$client<{ announced: boolean; over: boolean; live: string; up: number }[]>`
    select coalesce(bool_or(run_id = ${runId} and pid = pg_backend_pid()), false) as announced,
           coalesce(string_agg(run_id::text, ',' order by run_id), '') as live,
           not exists (
             select from collector_run where id = ${runId} and stopped_at is null and replaced_by is null
           ) as over,
           extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8 as up
    from rollcall_live_runs()`;
  if (row === undefined) throw new Error('no row');
  const { announced, over, live, up } = row;
  return { announced, over, live: numbers(live), postgresUpSeconds: up };
}

/**
 * Replaces those of the runs `gone` that are not connected, and takes what this run may have of the servers that nobody polls.
 *
 * @throws an error for which `isRunOver` holds, if the run was replaced itself.
 */
export async function shareServers(
  db: Database,
  runId: number,
  gone: readonly number[],
): Promise<Share> {
  const [row] = await db.$client<
    { mine: string; surplus: string; absent: string; short: number }[]
  >`
    select array_to_string(mine, ',') as mine, array_to_string(surplus, ',') as surplus,
           array_to_string(absent, ',') as absent, short
    from rollcall_share_servers(${runId}, ${arrayLiteral(gone)}::int[])`;
  if (row === undefined) throw new Error('no row');
  return {
    mine: numbers(row.mine),
    surplus: numbers(row.surplus),
    absent: numbers(row.absent),
    short: row.short,
  };
}

/** Frees servers for other runs. Everything seen of them must have been written before. */
export async function handOver(
  db: Database,
  runId: number,
  serverIds: readonly number[],
): Promise<void> {
  await db.$client`
    delete from server_lease
    where run_id = ${runId} and server_id in (select unnest(${arrayLiteral(serverIds)}::int[]))`;
}

/** Whether the database refused a run because another one has replaced it. */
export function isRunOver(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === RUN_IS_OVER;
}

function numbers(list: string): readonly number[] {
  return list === '' ? [] : list.split(',').map(Number);
}
