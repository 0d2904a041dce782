/** What the process that makes load is asked for. */
export type LoadCommand =
  | {
      /** As many requests as the server answers, over so many connections. */
      readonly type: 'load';
      readonly port: number;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly connections: number;
      readonly seconds: number;
    }
  | {
      /** Opens pages that refresh themselves as a browser does, until they are closed. */
      readonly type: 'open';
      readonly port: number;
      readonly pages: readonly PageAddress[];
      readonly pollSeconds: number;
    }
  /** What the open pages did since they were asked last. */
  | { readonly type: 'tell' }
  /** Waits until an open page shows the text. */
  | { readonly type: 'watch'; readonly text: string }
  | { readonly type: 'close' };

export interface PageAddress {
  readonly fragment: string;
  readonly events: string;
}

export type LoadReply =
  | {
      readonly type: 'loaded';
      readonly requests: number;
      readonly seconds: number;
      /** Ascending. */
      readonly latenciesMs: Float64Array;
      /** Answers that were neither 200 nor 304. */
      readonly failed: number;
      readonly bodyBytes: number;
    }
  | {
      readonly type: 'told';
      readonly refreshes: number;
      readonly unchanged: number;
      readonly failed: number;
      readonly events: number;
      readonly bytes: number;
    }
  | { readonly type: 'seen'; readonly atMs: number }
  | { readonly type: 'done' };
