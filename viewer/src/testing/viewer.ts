import { createLogger, type Logger } from '@rollcall/shared';
import type { TestDatabase } from '@rollcall/shared/testing';
import type { ViewerConfig } from '../config.ts';
import { startViewer, type RunningViewer } from '../start-viewer.ts';

export const silent: Logger = createLogger('viewer', 'silent');

/** A viewer with the rights of `rollcall_reader`, at a port of its own. */
export async function startTestViewer(
  test: Pick<TestDatabase, 'readerUrl'>,
  config: Partial<ViewerConfig> = {},
): Promise<RunningViewer & AsyncDisposable> {
  const viewer = await startViewer(
    {
      DATABASE_URL: test.readerUrl,
      VIEWER_HOST: '127.0.0.1',
      VIEWER_PORT: 0,
      VIEWER_TIME_ZONE: 'UTC',
      LIVE_STATE_POLL_SECONDS: 1,
      LIVE_STATE_STALE_SECONDS: 30,
      LOG_LEVEL: 'silent',
      ...config,
    },
    silent,
  );
  return { ...viewer, [Symbol.asyncDispose]: () => viewer.stop() };
}
