import { readdir, readFile } from 'node:fs/promises';
import type { Metric } from './exposition.ts';

/** What the system and Node.js tell of this process, by the names that all Prometheus clients use. */
export async function processMetrics(): Promise<readonly Metric[]> {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const [open, limit] = await Promise.all([openFiles(), maxFiles()]);
  const gauge = (name: string, help: string, value: number | null): Metric => ({
    name,
    help,
    type: 'gauge',
    value,
  });
  return [
    {
      name: 'process_cpu_seconds_total',
      help: 'CPU time that this process has taken.',
      type: 'counter',
      value: (user + system) / 1e6,
    },
    gauge('process_resident_memory_bytes', 'Memory that this process has.', rss),
    gauge('process_start_time_seconds', 'When this process began.', performance.timeOrigin / 1_000),
    gauge('process_open_fds', 'Files and sockets open.', open),
    gauge('process_max_fds', 'How many may be open.', limit),
    gauge('nodejs_heap_size_total_bytes', 'The heap of JavaScript.', heapTotal),
    gauge('nodejs_heap_size_used_bytes', 'What of it is used.', heapUsed),
    gauge('nodejs_external_memory_bytes', 'Memory beside the heap, of buffers mostly.', external),
  ];
}

/** Null where the system does not tell. */
async function openFiles(): Promise<number | null> {
  return readdir('/proc/self/fd').then(
    // One is the folder itself.
    (names) => names.length - 1,
    () => null,
  );
}

async function maxFiles(): Promise<number | null> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const limit = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1]);
  return Number.isNaN(limit) ? null : limit;
}
