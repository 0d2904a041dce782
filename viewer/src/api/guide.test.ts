import { expect, it } from 'vitest';
import { createTestApp, textOf } from '../testing/app.ts';
import { ENDPOINTS } from './endpoints.ts';
import { PROBLEMS } from './problem.ts';

const nowhere = { readerUrl: 'postgres://nobody@127.0.0.1:1/none' };

it('tells people of every question, and what each problem means where its type leads', async () => {
  await using viewer = createTestApp(nowhere);
  const page = await textOf(viewer, '/api');
  for (const { path } of ENDPOINTS) expect(page).toContain(`<code>/api/v1${path}</code>`);
  for (const [kind] of Object.values(PROBLEMS)) expect(page).toContain(`<dt id="${kind}">`);
});

it('leads nowhere that there is nothing', async () => {
  await using viewer = createTestApp(nowhere);
  const page = await textOf(viewer, '/api');
  const links = [...page.matchAll(/<a href="(\/[^"]+)"/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(8);
  for (const link of links) {
    const { status } = await viewer.app.request(link);
    expect([link, status === 200 || status === 302 || status === 503]).toEqual([link, true]);
  }
});
