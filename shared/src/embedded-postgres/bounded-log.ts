import { appendFileSync, renameSync, statSync } from 'node:fs';

/** The last lines of a child's output, and a file with more of them. */
export interface BoundedLog {
  write(chunk: string | Buffer): void;
  /** The last lines, oldest first. */
  lastLines(): readonly string[];
}

const KEPT_LINES = 20;
const KEPT_LINE_LENGTH = 500;

/**
 * Appends to `path`; past `maxBytes` the file becomes `<path>.1` and a new one begins. A full disk costs the file, not the
 * process.
 */
export function createBoundedLog(path: string, maxBytes = 2_000_000): BoundedLog {
  const lines: string[] = [];
  let unfinished = '';
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    write(chunk) {
      const text = chunk.toString();
      try {
        if (bytes > maxBytes) {
          renameSync(path, `${path}.1`);
          bytes = 0;
        }
        appendFileSync(path, text, { mode: 0o600 });
        bytes += Buffer.byteLength(text);
      } catch {
        // Nobody to tell: this is the log.
      }
      const parts = `${unfinished}${text}`.split('\n');
      unfinished = (parts.pop() ?? '').slice(-KEPT_LINE_LENGTH);
      for (const line of parts) if (line.trim() !== '') lines.push(line.slice(0, KEPT_LINE_LENGTH));
      lines.splice(0, lines.length - KEPT_LINES);
    },
    lastLines: () => (unfinished === '' ? [...lines] : [...lines, unfinished]),
  };
}
