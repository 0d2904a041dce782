import postgres from 'postgres';

export interface Login {
  readonly name: string;
  readonly password: string;
  /** The group whose rights it has. */
  readonly memberOf?: string;
  /** Whether it may make roles, as `rollcall migrate` does. */
  readonly mayCreateRoles?: boolean;
}

/** Makes a login role on the server at `adminUrl`, or gives an existing one this password. */
export async function ensureLogin(adminUrl: string, login: Login): Promise<void> {
  await withAdmin(adminUrl, async (sql) => {
    const [found] = await sql`select from pg_roles where rolname = ${login.name}`;
    const verb = found === undefined ? 'create' : 'alter';
    const right = login.mayCreateRoles === true ? 'createrole' : 'nocreaterole';
    await execute(sql, `${verb} role %I login ${right} password %L`, login.name, login.password);
    if (login.memberOf !== undefined)
      await execute(sql, 'grant %I to %I', login.memberOf, login.name);
  });
}

/** Makes a database that belongs to `owner` unless there is one of that name. */
export async function ensureDatabase(adminUrl: string, name: string, owner: string): Promise<void> {
  await withAdmin(adminUrl, async (sql) => {
    const [found] = await sql`select from pg_database where datname = ${name}`;
    if (found === undefined) await execute(sql, 'create database %I owner %I', name, owner);
  });
}

/** Statements about roles take no parameters, so Postgres itself quotes the words into them. */
async function execute(sql: postgres.Sql, template: string, first: string, second: string) {
  const [row] = await sql<{ statement: string }[]>`
    select format(${template}::text, ${first}::text, ${second}::text) as statement`;
  if (row !== undefined) await sql.unsafe(row.statement);
}

async function withAdmin(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
