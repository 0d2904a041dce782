import { setTimeout as sleep } from 'node:timers/promises';
import type { Front } from './parts.ts';
import { tlsClient } from './tls-client.ts';

const VISITORS = 8;
/** Below what nginx allows one address. */
const PAUSE_MS = 60;

export interface Visits {
  readonly answers: () => number;
  /** Ends the visits; resolves with what was no page, in words. */
  end(): Promise<readonly string[]>;
}

/** People, each with an address of their own, who open one page after the other, and none that anybody has seen before. */
export function visit(front: Front): Visits {
  let answers = 0;
  let going = true;
  const problems: string[] = [];
  const visitors = Array.from({ length: VISITORS }, async (_, index) => {
    const client = tlsClient(front.tlsPort, front.certificate);
    for (let page = 0; going; page += 1) {
      try {
        const path = `/servers?visit=${index}-${page}`;
        const { status } = await client.get(path, {}, `127.0.0.${10 + index}`);
        if (status !== 200) problems.push(`${path}: ${status}`);
      } catch (error) {
        problems.push(String(error));
      }
      answers += 1;
      await sleep(PAUSE_MS);
    }
  });
  return {
    answers: () => answers,
    async end() {
      going = false;
      await Promise.all(visitors);
      return problems;
    },
  };
}
