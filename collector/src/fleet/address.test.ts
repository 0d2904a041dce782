import { expect, it } from 'vitest';
import { parseAddress, tryParseAddress, tryParseHost } from './address.ts';

it.each([
  ['203.0.113.7:27015', '203.0.113.7', 27015],
  ['localhost:1', 'localhost', 1],
  ['game_1.example.com:65535', 'game_1.example.com', 65535],
  ['[::1]:27015', '::1', 27015],
  ['[2001:db8::7]:27015', '2001:db8::7', 27015],
  ['  xn--bcher-kva.example:27015 ', 'xn--bcher-kva.example', 27015],
])('reads %s', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port });
});

it.each([
  ['203.0.113.7', /port is missing/],
  ['example.com', /port is missing/],
  ['example.com:0', /from 1 to 65535/],
  ['example.com:65536', /from 1 to 65535/],
  ['example.com:99999999', /from 1 to 65535/],
  ['::1:27015', /brackets/],
  ['2001:db8::7', /brackets/],
  ['http://example.com:27015', /leave out "http:\/\/"/],
  ['999.1.1.1:27015', /neither a name nor an address/],
  ['1.2.3:27015', /neither a name nor an address/],
  ['[localhost]:27015', /neither a name nor an address/],
  ['ex ample:27015', /neither a name nor an address/],
  [':27015', /neither a name nor an address/],
  ['', /write HOST:PORT/],
  ['a:b', /write HOST:PORT/],
])('refuses "%s" and says how it is written', (text, words) => {
  expect(() => parseAddress(text)).toThrow(words);
  expect(tryParseAddress(text)).toBeNull();
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  [' localhost ', 'localhost'],
  ['game_1.example.com', 'game_1.example.com'],
  ['2001:db8::7', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
])('takes %s alone for a host at 27015', (text, host) => {
  expect(tryParseHost(text)).toEqual({ host, port: 27_015 });
});

it.each(['versus', '3', '1.2.3', '[localhost]', 'a.b:27015', 'Campaign 1.5', 'a.b c', ''])(
  'takes %j for no host',
  (text) => {
    expect(tryParseHost(text)).toBeNull();
  },
);
