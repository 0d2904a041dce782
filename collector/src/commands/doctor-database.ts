import { CALLABLE, READABLE, READER_ROLE } from '@rollcall/shared';
import type { Database } from '@rollcall/shared';
import { findingsOf, type Finding } from './doctor-finding.ts';
import { formatBytes } from './format-bytes.ts';

const { ok, warning, problem } = findingsOf(null);

const SKEW_WARNING_MS = 1_000;
const SKEW_PROBLEM_MS = 5_000;

/** Where the database is, whether it can be written, and how far its clock is from ours. */
export async function inspectPostgres(db: Database): Promise<readonly Finding[]> {
  const beforeMs = Date.now();
  const [row] = await db.$client<
    { version: string; standby: boolean; at: string; role: string; superuser: boolean }[]
  >`
    select current_setting('server_version') as version, pg_is_in_recovery() as standby,
           extract(epoch from clock_timestamp()) * 1000 as at, current_user as role,
           (select rolsuper from pg_roles where rolname = current_user) as superuser`;
  const afterMs = Date.now();
  if (row === undefined) return [problem('database', 'it answers nothing', 'look at its log')];
  const tookMs = afterMs - beforeMs;
  const skewMs = Math.round((beforeMs + afterMs) / 2 - Number(row.at));
  return [
    row.standby
      ? problem(
          'database',
          `Postgres ${row.version} is a standby, and read-only`,
          'DATABASE_URL of the collector has to name the primary',
        )
      : ok('database', `Postgres ${row.version} answers in ${tookMs} ms`),
    clock(skewMs, tookMs),
  ];
}

/** `skewMs` is how far this machine is ahead, if the answer, which took `tookMs`, was made half-way: it may have been at any moment. */
export function clock(skewMs: number, tookMs: number): Finding {
  const sureMs = Math.max(0, Math.abs(skewMs) - tookMs / 2);
  if (sureMs <= SKEW_WARNING_MS) return ok('clock', 'this machine and the database agree');
  const make = sureMs > SKEW_PROBLEM_MS ? problem : warning;
  return make(
    'clock',
    `this machine is ${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} the database, and joins and leaves are shifted by it`,
    'run a time service (chrony, systemd-timesyncd) on both machines',
  );
}

interface Rights {
  readonly role: string;
  readonly super: boolean;
  readonly secrets: boolean;
  readonly writable: string | null;
}

/** Whether the collector may do what it has to, and the viewer's roles nothing beyond reading what they show. */
export async function inspectRoles(db: Database): Promise<readonly Finding[]> {
  return [...(await collectorRole(db)), ...(await readerRole(db))];
}

async function collectorRole(db: Database): Promise<readonly Finding[]> {
  const [row] = await db.$client<{ role: string; lacking: string | null }[]>`
    select current_user as role, string_agg(c.relname, ', ' order by c.relname) as lacking
    from (select 1) one
    left join pg_class c on c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
               and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))`;
  if (row === undefined || row.lacking === null) {
    return [ok('collector role', `${row?.role ?? 'it'} may write all tables`)];
  }
  return [
    problem(
      'collector role',
      `${row.role} may not write ${row.lacking}`,
      'DATABASE_URL has to name the role that owns the tables (the one that ran "rollcall migrate")',
    ),
  ];
}

async function readerRole(db: Database): Promise<readonly Finding[]> {
  const [reader] = await db.$client`select from pg_roles where rolname = ${READER_ROLE}`;
  if (reader === undefined) {
    return [
      problem(
        'viewer role',
        `the role ${READER_ROLE} does not exist`,
        `let a database administrator run "create role ${READER_ROLE} nologin", then "rollcall migrate"`,
      ),
    ];
  }
  const roles = await db.$client<Rights[]>`
    with recursive member(oid) as (
      select oid from pg_roles where rolname = ${READER_ROLE}
      union
      select m.member from pg_auth_members m join member on m.roleid = member.oid
    ), role as (
      select r.oid, r.rolname, r.rolsuper from pg_roles r
      where r.oid in (select oid from member)
         or r.rolname in (select usename from pg_stat_activity
                          where application_name = 'rollcall viewer' and datname = current_database())
    )
    select r.rolname as role, r.rolsuper as super,
           has_any_column_privilege(r.oid, 'public.server_credentials', 'select') as secrets,
           (select string_agg(c.relname, ', ' order by c.relname) from pg_class c
            where c.relnamespace in ('public'::regnamespace, 'drizzle'::regnamespace)
              and c.relkind in ('r', 'p', 'v')
              and (has_any_column_privilege(r.oid, c.oid, 'insert')
                or has_any_column_privilege(r.oid, c.oid, 'update')
                or has_table_privilege(r.oid, c.oid, 'delete')
                or has_table_privilege(r.oid, c.oid, 'truncate'))) as writable
    from role r order by r.rolname <> ${READER_ROLE}, r.rolname`;
  const lacking = await lackingRights(db);
  return [
    ...roles.flatMap(tooMuch),
    ...(lacking === ''
      ? []
      : [
          problem(
            'viewer role',
            `${READER_ROLE} may not read ${lacking}`,
            'run "rollcall migrate"',
          ),
        ]),
    roles.length > 1
      ? ok('viewer role', `${roles.length - 1} role(s) read as ${READER_ROLE}`)
      : warning(
          'viewer role',
          `no role is a member of ${READER_ROLE}, so no viewer can read as it`,
          `create role rollcall_viewer login password '…' in role ${READER_ROLE}; and give the viewer that one`,
        ),
  ];
}

function tooMuch({ role, super: isSuper, secrets, writable }: Rights): readonly Finding[] {
  const advice = `give the viewer a role of its own whose only membership is ${READER_ROLE}; "rollcall migrate" takes back what ${READER_ROLE} itself has too much`;
  if (isSuper)
    return [problem('viewer role', `${role} is a superuser and may do anything`, advice)];
  const findings = [
    secrets ? problem('viewer role', `${role} can read RCON passwords`, advice) : null,
    writable === null ? null : problem('viewer role', `${role} can write ${writable}`, advice),
  ].filter((finding) => finding !== null);
  if (findings.length > 0) return findings;
  return [ok('viewer role', `${role} can neither read a password nor write`)];
}

async function lackingRights(db: Database): Promise<string> {
  const tables = await db.$client<{ name: string }[]>`
    select name from unnest(string_to_array(${READABLE.join(',')}, ',')) name
    where to_regclass('public.' || name) is null
       or not has_table_privilege(${READER_ROLE}, to_regclass('public.' || name), 'select')`;
  const functions = await db.$client<{ name: string }[]>`
    select proname as name from pg_proc
    where pronamespace = 'public'::regnamespace
      and proname = any(string_to_array(${CALLABLE.join(',')}, ','))
      and not has_function_privilege(${READER_ROLE}, oid, 'execute')`;
  return [...tables, ...functions].map(({ name }) => name).join(', ');
}

/** How large the database is, and by how much it grew in the last day: rows of that day times the size of a row with its indexes. */
export async function inspectGrowth(db: Database): Promise<readonly Finding[]> {
  const [row] = await db.$client<{ size: string; bytes: string; rows: string }[]>`
    with recent(relation, rows) as (
      select 'server_state'::regclass, sum(n.rows) from servers s cross join lateral (
        select count(*) as rows from server_state t
        where t.server_id = s.id and t.started_at > now() - interval '1 day') n
      union all
      select 'server_reachability'::regclass, sum(n.rows) from servers s cross join lateral (
        select count(*) as rows from server_reachability t
        where t.server_id = s.id and t.started_at > now() - interval '1 day') n
      union all
      select 'server_player_session'::regclass, sum(n.rows) from servers s cross join lateral (
        select count(*) as rows from server_player_session t
        where t.server_id = s.id and t.left_at > now() - interval '1 day') n
      union all
      select 'operator_command'::regclass, count(*) from operator_command
      where sent_at > now() - interval '1 day'
    )
    select pg_database_size(current_database()) as size, coalesce(sum(r.rows), 0) as rows,
           coalesce(sum(r.rows * case when c.reltuples >= 1000
             then pg_total_relation_size(c.oid) / c.reltuples else 200 end), 0)::bigint as bytes
    from recent r join pg_class c on c.oid = r.relation`;
  if (row === undefined) return [];
  const size = formatBytes(Number(row.size));
  const growth = formatBytes(Number(row.bytes));
  return [
    ok(
      'disk',
      `the database takes ${size}; ${row.rows} rows of the last day, about ${growth} a day`,
    ),
  ];
}
