// The last line of .ci/run: how many tests passed and failed. What failed outside of a test counts as one.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Report what vitest's JSON reporter writes
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {boolean} success
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults
 */

const [reportFile = '', checked = '0'] = process.argv.slice(2);

/** @returns {{ passed: number, failed: number }} */
function countTests() {
  try {
    const report = /** @type {Report} */ (JSON.parse(readFileSync(reportFile, 'utf8')));
    // A file that could not be loaded has no tests that could fail.
    const broken = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length;
    const failed = report.numFailedTests + broken;
    return {
      passed: report.numPassedTests,
      failed: report.success ? failed : Math.max(failed, 1),
    };
  } catch {
    console.error('The tests did not run to their end: there is no report.');
    return { passed: 0, failed: 1 };
  }
}

const { passed, failed } = countTests();
const unchecked = checked === '1' ? 0 : 1;
if (unchecked === 1) console.error('npm run check:static failed.');
console.log(`${passed} passed, ${failed + unchecked} failed`);
process.exitCode = failed + unchecked > 0 || passed === 0 ? 1 : 0;
