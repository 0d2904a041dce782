import { sortedValues } from '../../../shared/bench/statistics.ts';
import { getRequest, HttpConnection } from './http-connection.ts';
import type { LoadCommand, LoadReply } from './messages.ts';

type Load = Extract<LoadCommand, { readonly type: 'load' }>;
type Loaded = Extract<LoadReply, { readonly type: 'loaded' }>;

/** Asks for the same over and over on every connection, each as soon as it has its answer. */
export async function hammer({ port, path, headers, connections, seconds }: Load): Promise<Loaded> {
  const request = getRequest(path, headers);
  const open = await Promise.all(
    Array.from({ length: connections }, () => HttpConnection.open(port)),
  );
  const latenciesMs: number[] = [];
  let failed = 0;
  let bodyBytes = 0;
  const beganMs = performance.now();
  const endMs = beganMs + seconds * 1_000;
  await Promise.all(
    open.map(async (connection) => {
      for (let atMs = beganMs; atMs < endMs;) {
        const answer = await connection.ask(request);
        const nowMs = performance.now();
        latenciesMs.push(nowMs - atMs);
        atMs = nowMs;
        bodyBytes = answer.bodyBytes;
        if (answer.status !== 200 && answer.status !== 304) failed += 1;
      }
    }),
  );
  const tookMs = performance.now() - beganMs;
  for (const connection of open) connection[Symbol.dispose]();
  return {
    type: 'loaded',
    requests: latenciesMs.length,
    seconds: tookMs / 1_000,
    latenciesMs: sortedValues(latenciesMs),
    failed,
    bodyBytes,
  };
}
