import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest begins first, so that no worker is left with it at the end; what mostly waits stands beside what computes.
 * Every other file follows by its kind.
 */
const ORDER = [
  /deployment\/whole\.e2e/,
  /pages\.browser/,
  /faults\/collectors/,
  /deployment\/units\.e2e/,
  /faults\/database-away/,
  /server-sections\.browser/,
  /daemon\.db/,
  /deployment\/bad-input\.e2e/,
  /(history|servers|player)\.browser/,
  /faults\/silent-servers/,
  /\.e2e/,
  /\.browser/,
  /(run-retention|presence|start|history)\.db/,
  /(scripts\/start|\/executable)\./,
  /\.db\./,
] as const;

function rankOf(path: string): number {
  const rank = ORDER.findIndex((pattern) => pattern.test(path));
  return rank === -1 ? ORDER.length : rank;
}

/** The longest tests first, of one kind by name: the same order on every machine. */
export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const keyed = files.map((file) => {
      const rank = rankOf(file.moduleId);
      return { file, rank, path: file.moduleId };
    });
    keyed.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
    return Promise.resolve(keyed.map(({ file }) => file));
  }
}
