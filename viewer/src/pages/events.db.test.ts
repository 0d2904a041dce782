import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import { seedServer } from '../testing/seed.ts';
import { startTestViewer } from '../testing/viewer.ts';

const notify = ({ db }: TestDatabase, payload: string) =>
  db.$client`select pg_notify('rollcall_changes', ${payload})`;

/** What a page is told, from the moment on that it is connected. */
async function openEvents(url: string) {
  const response = await fetch(url);
  if (response.body === null) throw new Error('no stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`ended after ${JSON.stringify(text)}`);
      text += value;
    }
    return text;
  };
  await read(/^retry: \d+\n\n/);
  return { response, read, reader };
}

it('tells a page of a change of its server, and of no other', async () => {
  await using test = await createTestDatabase();
  const [id, other] = [await seedServer(test.db), await seedServer(test.db)];
  await using viewer = await startTestViewer(test);
  const one = await openEvents(`${viewer.url}/servers/${id}/events`);
  const all = await openEvents(`${viewer.url}/servers/events`);
  expect(one.response.headers.get('content-type')).toBe('text/event-stream');
  expect(one.response.headers.get('x-accel-buffering')).toBe('no');
  await notify(test, String(other));
  await all.read(/event: change\n/);
  await notify(test, `${other},${id}`);
  expect((await one.read(/event: change\n/)).match(/change/g)).toHaveLength(1);
  await Promise.all([one.reader.cancel(), all.reader.cancel()]);
});

it('lets a read after the event see what was written before it', async () => {
  await using test = await createTestDatabase();
  const id = await seedServer(test.db, { name: 'before' });
  await using viewer = await startTestViewer(test);
  const events = await openEvents(`${viewer.url}/servers/events`);
  const read = async () => (await fetch(`${viewer.url}/servers/live-state`)).text();
  expect(await read()).toContain('before');
  await test.db.$client`update servers set name = 'after' where id = ${id}`;
  await notify(test, String(id));
  await events.read(/event: change\n/);
  expect(await read()).toContain('after');
  await events.reader.cancel();
});

it('ends at once when the viewer stops', async () => {
  await using test = await createTestDatabase();
  const viewer = await startTestViewer(test);
  const events = await openEvents(`${viewer.url}/servers/events`);
  const ended = events.read(/never/);
  await Promise.all([expect(ended).rejects.toThrow(/^ended after/), viewer.stop()]);
});

it('streams nothing to who asks for the head only, and knows no other server', async () => {
  await using test = await createTestDatabase();
  await using app = createTestApp(test);
  const head = await app.app.request('/servers/events', { method: 'HEAD' });
  expect([head.status, head.body]).toEqual([200, null]);
  expect(app.watchers()).toBe(0);
  expect((await app.app.request('/servers/7/events')).status).toBe(404);
  expect((await app.app.request('/servers/x/events')).status).toBe(404);
});
