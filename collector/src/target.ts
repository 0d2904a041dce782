/** A server to poll, and what is needed to reach it. */
export interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** RCON password; never in a log or an error. */
  readonly password: string;
}
