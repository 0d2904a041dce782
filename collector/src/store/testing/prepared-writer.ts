import { createLogger } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { openWriterDatabase } from '../writer-database.ts';
import { Writer, type WriterOptions } from '../writer.ts';
import { at, someRun, someServer } from './changes.ts';
import { startTcpProxy } from './tcp-proxy.ts';

/** A writer that reaches the database through a proxy, with a clock that the test moves. */
export async function prepareWriter(options: Partial<WriterOptions> = {}) {
  const test = await createTestDatabase();
  for (const name of ['one', 'two', 'three', 'four']) await someServer(test.db, name);
  const runId = await someRun(test.db);
  const proxy = await startTcpProxy(test.url);
  const clock = { now: at(0) };
  const logged: string[] = [];
  const write = (line: string) => logged.push((JSON.parse(line) as { msg: string }).msg);
  const log = createLogger('test', 'info', { write });
  const refused: number[] = [];
  const over: number[] = [];
  const writer = new Writer({
    open: (onClose) => openWriterDatabase(proxy.url, onClose),
    runId,
    log,
    monotonicMs: () => clock.now.getTime(),
    onRefused: (serverId) => refused.push(serverId),
    onOver: () => over.push(runId),
    ...options,
  });
  return {
    ...test,
    proxy,
    clock,
    logged,
    refused,
    over,
    runId,
    writer,
    async [Symbol.asyncDispose]() {
      await writer.close(null);
      await proxy[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}
