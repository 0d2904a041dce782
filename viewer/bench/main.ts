import { startHelper } from '../../shared/bench/ask.ts';
import { figureTable, type Figure } from '../../shared/bench/figures.ts';
import { addressesOf } from './addresses.ts';
import { askQuestions, questionFigures, questionTable } from './ask-questions.ts';
import { Changes } from './changes.ts';
import { addressFigures, addressTable, measureAddresses } from './load-addresses.ts';
import { measureList } from './load-list.ts';
import type { LoadCommand, LoadReply } from './load/messages.ts';
import { LIST, measureChanges, measureOpenPages, pageOf } from './open-pages.ts';
import { readOptions, type BenchOptions, type Part } from './options.ts';
import { startHello, startViewerProcess } from './processes.ts';
import { questionsOf } from './questions.ts';
import { findSubjects } from './subjects.ts';
import { openVolume } from './volume.ts';

/** What the viewer tells pages unless it is set. */
const POLL_SECONDS = 5;

const say = (line: string) => {
  process.stderr.write(`${line}\n`);
};
const print = (text: string) => {
  process.stdout.write(`\n${text}\n`);
};

async function measure(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const does = (part: Part) => options.only.includes(part);
  await using volume = await openVolume(options, say);
  const subjects = await findSubjects(volume.db);
  if (does('questions')) {
    say('asking every question');
    const asked = await askQuestions(questionsOf(subjects, new Date()), volume);
    print(questionTable(asked));
    figures.push(...questionFigures(asked));
  }
  await using viewer = await startViewerProcess(
    volume.readerUrl,
    options.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`],
  );
  await using hello = await startHello();
  await using loader = startHelper<LoadCommand, LoadReply>(
    new URL('./load/main.js', import.meta.url),
  );
  const { db } = volume;
  const setting = { db, loader, viewer, hello, seconds: options.seconds };
  if (does('addresses')) {
    const paths = addressesOf(subjects).filter((path) => path.includes(options.match));
    say(`asking for ${paths.length} addresses`);
    const measured = await measureAddresses(paths, setting);
    print(addressTable(measured));
    figures.push(...addressFigures(measured));
  }
  if (does('list')) {
    say('the list beside hello');
    figures.push(...(await measureList(setting, subjects)));
  }
  const changes = await Changes.of(db);
  const open = { db, loader, viewer, changes, pollSeconds: POLL_SECONDS };
  if (does('changes')) {
    say('from a row to an open page');
    const [serverId = 0] = await changes.servers(1);
    figures.push(...(await measureChanges(open, 'the open list', LIST, serverId)));
    figures.push(...(await measureChanges(open, 'an open server', pageOf(serverId), serverId)));
  }
  if (does('pages')) {
    figures.push(...(await measureOpenPages(open, options.pages, options.openSeconds, say)));
  }
  if (viewer.log() !== '') say(`the viewer said:\n${viewer.log()}`);
  return figures;
}

const figures = await measure(readOptions(process.argv));
print(figureTable(figures));
process.exit(figures.some(({ ok }) => ok === false) ? 1 : 0);
