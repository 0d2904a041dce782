import { Hono } from 'hono';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bodyCopy, sendCopy } from './copy.ts';
import { createSharedAnswers } from './shared-answers.ts';

const LONG = 'péng '.repeat(1_000);

function serving(body = LONG) {
  let time = 0;
  let made = 0;
  let counted = 0;
  const answers = createSharedAnswers({ atOnce: () => () => (counted += 1) }, () => time);
  const app = new Hono();
  app.get('/page', (c) => {
    made += 1;
    c.header('X-Made', String(made));
    c.header('Vary', 'Accept');
    return sendCopy(c, bodyCopy(body, { 'Content-Type': 'text/plain' }));
  });
  app.get('/other', (c) => c.text(String((made += 1))));
  const shared = answers.around(app);
  const ask = async (
    headers: Readonly<Record<string, string>> = {},
    path = '/page',
    method = 'GET',
  ) => shared.request(path, { headers, method });
  return {
    ask,
    made: () => made,
    counted: () => counted,
    forget: () => {
      answers.forget();
    },
    advance: (ms: number) => (time += ms),
  };
}

it('gives one answer to all who ask the same within a quarter of a second', async () => {
  const { ask, made, counted, advance } = serving();
  const first = await ask();
  advance(249);
  const second = await ask();
  expect(Object.fromEntries(second.headers)).toEqual(Object.fromEntries(first.headers));
  expect(await second.text()).toBe(LONG);
  expect([made(), counted()]).toEqual([1, 1]);
  advance(1);
  expect((await ask()).headers.get('X-Made')).toBe('2');
});

it('makes another one as soon as something was written', async () => {
  const { ask, made, forget } = serving();
  await ask();
  forget();
  await ask();
  expect(made()).toBe(2);
});

it('shares nothing that was made of what had changed meanwhile', async () => {
  const { ask, made, forget } = serving();
  const first = ask();
  forget();
  await first;
  await ask();
  expect(made()).toBe(2);
});

it('lets all wait for one answer who ask the same while it is made, unless something was written', async () => {
  const { ask, made, counted, forget } = serving();
  const asked = [ask(), ask(), ask({ 'Accept-Encoding': 'gzip' })];
  forget();
  asked.push(ask());
  const answers = await Promise.all(asked);
  expect(answers.map(({ headers }) => headers.get('X-Made'))).toEqual(['1', '1', '1', '2']);
  expect(answers[2]?.headers.get('Content-Encoding')).toBe('gzip');
  expect([made(), counted()]).toEqual([2, 2]);
  const others = await Promise.all([ask({}, '/other'), ask({}, '/other')]);
  expect(await Promise.all(others.map((other) => other.text()))).toEqual(['3', '4']);
});

it('keeps apart what depends on a header, and shares nothing but copies', async () => {
  const { ask, made } = serving();
  await ask({ 'HX-Request': 'true' });
  await ask({ Accept: 'text/csv' });
  await ask({ 'X-Forwarded-Proto': 'https' });
  await ask();
  expect(made()).toBe(4);
  await ask({}, '/other');
  await ask({}, '/other');
  expect(made()).toBe(6);
});

it('packs what is long for whoever can unpack it, under a tag of its own', async () => {
  const { ask, made } = serving();
  const plain = await ask();
  const packed = await ask({ 'Accept-Encoding': 'br, gzip;q=0.8' });
  expect(packed.headers.get('Content-Encoding')).toBe('gzip');
  expect(packed.headers.get('Vary')).toBe('Accept, Accept-Encoding');
  const bytes = Buffer.from(await packed.arrayBuffer());
  expect(gunzipSync(bytes).toString()).toBe(LONG);
  expect(packed.headers.get('Content-Length')).toBe(String(bytes.length));
  expect(packed.headers.get('ETag')).not.toBe(plain.headers.get('ETag'));
  expect(made()).toBe(1);
  const refused = await ask({ 'Accept-Encoding': 'br, gzip;q=0' });
  expect(refused.headers.get('Content-Encoding')).toBeNull();
});

it('packs nothing that is short', async () => {
  const { ask } = serving('short');
  const answer = await ask({ 'Accept-Encoding': 'gzip' });
  expect(answer.headers.get('Content-Encoding')).toBeNull();
  expect(await answer.text()).toBe('short');
});

it.each([{}, { 'Accept-Encoding': 'gzip' }])(
  'says only that nothing changed to who has it (%j)',
  async (headers) => {
    const { ask } = serving();
    const etag = (await ask(headers)).headers.get('ETag') ?? '';
    const again = await ask({ ...headers, 'If-None-Match': `"x", W/${etag}` });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('ETag')).toBe(etag);
    expect(again.headers.get('Cache-Control')).toBe('no-cache');
    expect(again.headers.get('Content-Type')).toBeNull();
    expect((await ask({ ...headers, 'If-None-Match': '*' })).status).toBe(304);
    expect((await ask({ ...headers, 'If-None-Match': '"x"' })).status).toBe(200);
  },
);

it('tells the length of what a HEAD does not send', async () => {
  const { ask } = serving();
  const answer = await ask({}, '/page', 'HEAD');
  expect(await answer.text()).toBe('');
  expect(answer.headers.get('Content-Length')).toBe(String(Buffer.byteLength(LONG)));
});

it('does not keep more and more, whatever is asked for', async () => {
  const { ask, made } = serving('x'.repeat(5_000_000));
  for (const n of [1, 2, 3]) await ask({}, `/page?n=${n}`);
  await ask({}, '/page?n=3');
  expect(made()).toBe(3);
  await ask({}, '/page?n=4');
  await ask({}, '/page?n=1');
  expect(made()).toBe(5);
  await ask({}, '/page?n=4');
  expect(made()).toBe(5);
});
