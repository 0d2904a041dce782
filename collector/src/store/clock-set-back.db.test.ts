import { expect, it } from 'vitest';
import { ADA, at, opened } from './testing/changes.ts';
import { prepareWriter } from './testing/prepared-writer.ts';
import { allRows } from './testing/rows.ts';

const DAY = 86_400;

it.each([
  ['alone', []],
  ['with changes', [opened(1, ADA, 5)]],
])(
  'takes the heartbeat back, %s, from a time that was nonsense: nobody watched until then',
  async (_, changes) => {
    await using test = await prepareWriter();
    await test.writer.flush(at(0));
    await test.writer.flush(at(2 * DAY));
    expect((await allRows(test.db)).heartbeat).toBe(2 * DAY);
    test.writer.push(changes);
    expect(await test.writer.flush(at(10))).toBe(true);
    const { heartbeat, sessions } = await allRows(test.db);
    expect(heartbeat).toBe(10);
    expect(sessions).toHaveLength(changes.length);
    expect(await test.writer.flush(at(20))).toBe(true);
    expect((await allRows(test.db)).heartbeat).toBe(20);
  },
);

it('leaves the heartbeat where it is when the clock was set back a little', async () => {
  await using test = await prepareWriter();
  await test.writer.flush(at(DAY / 2));
  await test.writer.flush(at(10));
  expect((await allRows(test.db)).heartbeat).toBe(DAY / 2);
});
