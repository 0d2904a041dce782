import type { MiddlewareHandler } from 'hono';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { routeOf } from './route-of.ts';

/** What the viewer counts of itself, for `/metrics`. */
export interface Metrics {
  readonly registry: Registry;
  /** A question of a page: asked of the database, or answered with what another page got within a second. */
  read(question: string, answer: Promise<unknown> | null): void;
  /** A page or fragment: rendered, or the copy that another visitor got. */
  copy(rendered: boolean): void;
  readonly middleware: MiddlewareHandler;
  /** Counts answers of a route that others got before, and that took no time. */
  atOnce(route: string): () => void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts from zero. Labels hold what we wrote ourselves: the pattern of a route, never an address that somebody asked for. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'rollcall_viewer_http_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['route', 'status'] as const,
    registers,
  });
  const latency = new Histogram({
    name: 'rollcall_viewer_http_request_duration_seconds',
    help: 'Time until the answer began.',
    labelNames: ['route'] as const,
    buckets: SECONDS,
    registers,
  });
  const reads = new Counter({
    name: 'rollcall_viewer_reads_total',
    help: 'Questions of pages: asked of the database, or shared with others who asked the same.',
    labelNames: ['question', 'result'] as const,
    registers,
  });
  const readTime = new Histogram({
    name: 'rollcall_viewer_read_duration_seconds',
    help: 'Time that the database took for a question.',
    labelNames: ['question'] as const,
    buckets: SECONDS,
    registers,
  });
  const copies = new Counter({
    name: 'rollcall_viewer_copies_total',
    help: 'Answers by whether they were rendered or shared.',
    labelNames: ['result'] as const,
    registers,
  });

  return {
    registry,
    read(question, answer) {
      if (answer === null) {
        reads.inc({ question, result: 'shared' });
        return;
      }
      const done = readTime.startTimer({ question });
      const count = (result: string) => () => {
        done();
        reads.inc({ question, result });
      };
      answer.then(count('asked'), count('failed'));
    },
    copy(rendered) {
      copies.inc({ result: rendered ? 'rendered' : 'shared' });
    },
    async middleware(c, next) {
      const done = latency.startTimer();
      await next();
      const route = routeOf(c);
      done({ route });
      requests.inc({ route, status: c.res.status });
    },
    atOnce(route) {
      const [count, time] = [requests.labels(route, '200'), latency.labels(route)];
      const shared = copies.labels('shared');
      return () => {
        shared.inc();
        count.inc();
        time.observe(0);
      };
    },
  };
}

/** Adds what Node.js tells of the process: memory, CPU, event loop. Once a process. */
export function countProcess(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}
