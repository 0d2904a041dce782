import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listen } from './listen.ts';

let opened: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  opened = await listen(() => new Response('a page'), { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  opened.server.close();
  await once(opened.server, 'close');
});

/** What comes back for these bytes, until the other side hangs up. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(opened.url).port), '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
  return answer;
}

const get = (target: string, headers: string) =>
  `GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;

it.each([
  ['a Host that is none', get('/', 'Host: a"><script>\r\n'), 400, 'cannot be read: Invalid'],
  ['half an address', get('/', 'Host: [::1\r\n'), 400, 'cannot be read'],
  ['an empty Host', get('/', 'Host: \r\n'), 400, 'Missing host header'],
  ['what is not HTTP', 'hello\r\n\r\n', 400, 'no HTTP request'],
  ['an address without end', get(`/${'a'.repeat(20_000)}`, 'Host: x\r\n'), 431, 'too long'],
  ['a header without end', get('/', `X: ${'a'.repeat(20_000)}\r\n`), 431, 'too long'],
])('says to %s what is wrong', async (_, bytes, status, words) => {
  // Who still sends when the other side hangs up may lose the answer: then once more.
  await vi.waitFor(async () => {
    const answer = await answerTo(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^content-type: text\/plain; charset=utf-8\r$/im);
    expect(answer.split('\r\n\r\n')[1]).toContain(words);
  }, 20_000);
});

it('answers what can be read', async () => {
  expect(await answerTo(get('/', 'Host: x\r\n'))).toContain('a page');
});
