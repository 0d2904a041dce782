// What of a child's output is shown in the terminal where "npm start" runs.

const WARN = 40;
/** @type {Record<string, number>} */
const LEVELS = { trace: 10, debug: 20, info: 30, warn: WARN, error: 50, fatal: 60 };
/** Fields that say nothing to a person. */
const DULL = new Set(['level', 'time', 'name', 'msg', 'pid', 'hostname', 'v']);

/**
 * A line for people; null for one that nobody needs to see now. Lines of the structured log are shown from warnings
 * upwards, everything else as it is, without control characters: names in it come from game servers.
 *
 * @param {string} source
 * @param {string} line
 * @returns {string | null}
 */
export function forPeople(source, line) {
  if (line.trim() === '') return null;
  const entry = parse(line);
  if (entry === null) return printable(`${source}: ${line}`);
  const level = String(entry['level']);
  if ((LEVELS[level] ?? WARN) < WARN) return null;
  const facts = Object.entries(entry)
    .filter(([key]) => !DULL.has(key))
    .map(([key, value]) => `${key}=${inWords(value)}`);
  const time = inWords(entry['time']).slice(11, 19);
  return printable(`${time} ${source} ${level}: ${[entry['msg'], ...facts].join('  ')}`);
}

/**
 * @param {string} line
 * @returns {Record<string, unknown> | null}
 */
function parse(line) {
  if (!line.startsWith('{')) return null;
  try {
    const value = /** @type {unknown} */ (JSON.parse(line));
    return typeof value === 'object' && value !== null && 'level' in value
      ? /** @type {Record<string, unknown>} */ (value)
      : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function inWords(value) {
  if (typeof value === 'object' && value !== null && 'message' in value) {
    return String(value.message);
  }
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param {string} text */
function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
}
