export type FloorCommand =
  | {
      readonly type: 'start';
      readonly ports: readonly number[];
      readonly password: string;
      readonly intervalMs: number;
      readonly timeoutMs: number;
    }
  | { readonly type: 'counted' };

export type FloorReply =
  | { readonly type: 'done' }
  | {
      readonly type: 'counted';
      readonly answered: number;
      readonly failed: number;
      /** Players in all answers, so that nobody can say they were not read. */
      readonly players: number;
    };
