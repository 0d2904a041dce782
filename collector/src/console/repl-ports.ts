import type { Target } from '../target.ts';
import type { RconSession } from './rcon-session.ts';

type AskHidden = (question: string) => Promise<string | null>;

export interface ReplAnswer {
  readonly bytes: Buffer;
  readonly text: string;
}

/** What the console needs from outside. */
export interface ReplPorts<Server extends Target> {
  /** Null opens it on no server. */
  readonly first: Server | null;
  readonly find: (nameOrAddress: string, askHidden: AskHidden) => Promise<Server>;
  /** Writes a command down, sends it, and returns its answer. */
  readonly run: (
    session: RconSession,
    server: Server,
    command: string,
    signal: AbortSignal,
  ) => Promise<ReplAnswer>;
  readonly servers: () => Promise<{ readonly names: readonly string[]; readonly table: string }>;
  /** A failure in words; throws what is a bug. */
  readonly failure: (error: unknown) => string;
  /** Whether a line must not be kept. `password` is that of the server the console is on. */
  readonly isSecret: (line: string, password: string | null) => boolean;
  readonly historyPath: string | null;
}
