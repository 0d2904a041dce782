import type { Database } from '@rollcall/shared';

/** Writes what a collector writes when the players of servers change, and tells of it as it does. */
export class Changes {
  readonly #db: Database;
  readonly #runId: number;
  #batch: number;

  private constructor(db: Database, runId: number, batch: number) {
    this.#db = db;
    this.#runId = runId;
    this.#batch = batch;
  }

  static async of(db: Database): Promise<Changes> {
    const [row] = await db.$client<{ id: number; batch: number }[]>`
      select id, batch::float8 as batch from collector_run order by id desc limit 1`;
    if (row === undefined) throw new Error('no collector has run');
    return new Changes(db, row.id, row.batch);
  }

  /** So many servers that answer and have a state, the busiest first. */
  async servers(count: number): Promise<readonly number[]> {
    const rows = await this.#db.$client<{ id: number }[]>`
      select s.server_id as id from server_state s join server_reachability r on r.server_id = s.server_id and r.ended_at is null and r.status = 'ok'
      where s.ended_at is null order by s.players desc nulls last, s.server_id limit ${count}`;
    return rows.map(({ id }) => id);
  }

  /** Gives each server this map from now on. Resolves when it is committed. */
  async write(serverIds: readonly number[], map: string): Promise<void> {
    const ids = `{${serverIds.join()}}`;
    const at = new Date().toISOString();
    const rows = await this.#db.$client<{ s: number; started: string }[]>`
      select server_id as s, started_at::text as started from server_state where server_id = any(${ids}::int[]) and ended_at is null`;
    const doc = {
      servers: serverIds,
      states_ended: rows.map(({ s, started }) => ({ s, started_at: started, ended_at: at })),
      states: rows.map(({ s }) => ({
        s,
        started_at: at,
        players: 1,
        max_players: 8,
        bots: 0,
        map,
        hibernating: false,
      })),
      notify: serverIds.join(),
    };
    this.#batch += 1;
    await this.#db.$client`
      select rollcall_write_batch(${this.#runId}, ${this.#batch}, now(), ${JSON.stringify(doc)}::text::jsonb)`;
  }
}
