import { expect, it } from 'vitest';
import { maskCapture } from './mask-capture.ts';

const KEY = Buffer.alloc(32, 7);

const CAPTURE = `hostname: Crone's 93.184.216.34 place
version : 2.2.4.3 9309 secure  (unknown)
udp/ip  : 10.0.0.1:27015 [ public 93.184.216.34:27015 ]
steamid : [G:1:2825328] (85568392922865008)
map     : c1m1_hotel
players : 3 humans, 1 bots (30 max) (not hibernating) (reserved 18600006da65d55)

# userid name uniqueid connected ping loss state rate adr
#  2 1 "Crone" STEAM_1:0:12345 05:09 33 0 active 30000 93.184.216.34:27005
#  3 2 "[U:1:x] 1:02:03" STEAM_1:1:12345 1:05:09 33 0 active 30000 8.8.4.4:27005
#  4 3 "Relayed" [U:1:29162964] 25:00:01 33 0 active 30000 169.254.249.16:18930
# 5 "Tank" BOT active
#end
rcon from "93.184.216.34:5000": command "status"
76561197960287930 76561198000000001 d0ee5caf1b8b6282349e79fb998c2ee2 [2a01:4f8:c17::1]:27960`;

it('replaces ids and addresses by others of the same length', () => {
  const masked = maskCapture(CAPTURE, KEY);
  expect(masked).toHaveLength(CAPTURE.length);
  for (const secret of [
    '93.184.216.34',
    '8.8.4.4',
    '12345',
    '29162964',
    '2825328',
    '85568392922865008',
    '18600006da65d55',
    '76561197960287930',
    '76561198000000001',
    'd0ee5caf1b8b6282349e79fb998c2ee2',
    '2a01:4f8',
  ]) {
    expect(masked).not.toContain(secret);
  }
});

it('leaves everything else as it was', () => {
  const shape = (text: string) =>
    text
      .replace(/STEAM_1:[01]:\d{5}/g, 'STEAM')
      .replace(/\[([UG]):1:\d{7,8}\]/g, '[$1]')
      .replace(/\d{17}|[0-9a-f]{32}|(?<=reserved )[0-9a-f]+/g, 'ID')
      .replace(/\[[0-9a-f]{4}:[0-9a-f]{3}:[0-9a-f]{3}::[0-9a-f]\]/g, '[IP]')
      .replace(/(?<!: )\b\d{2}\.\d{3}\.\d{3}\.\d{2}\b|\b\d\.\d\.\d\.\d(?=:)/g, 'IP')
      .replace(/\b\d{2}\.\d{3}\.\d{3}\.\d{2}\b/g, 'IP');
  const masked = maskCapture(CAPTURE, KEY);
  expect(shape(masked)).toBe(shape(CAPTURE));
  expect(masked).toContain('version : 2.2.4.3 9309');
  expect(masked).toContain('169.254.249.16:18930');
  expect(masked).toContain('10.0.0.1:27015');
  expect(masked).toContain('"[U:1:x] 1:02:03"');
});

it('replaces the same by the same, and different ones by different ones', () => {
  const lines = maskCapture(CAPTURE, KEY).split('\n');
  const address = /public ([\d.]+):/.exec(lines[2] ?? '')?.[1] ?? 'none';
  expect(lines[0]).toContain(address);
  expect(lines[8]).toContain(` ${address}:27005`);
  expect(lines[13]).toContain(`"${address}:5000"`);
  const many = Array.from({ length: 500 }, (_, n) => `[U:1:${1_000 + n}]`);
  const masked = maskCapture(many.join('\n'), KEY).split('\n');
  expect(new Set(masked).size).toBe(500);
});

it('makes ids that are still those of people', () => {
  const ids = ['STEAM_0:1:4294967', '[U:1:4294967295]', '76561202255233023', '[U:1:1]'].join('\n');
  const [steam2, steam3, steam64, short] = maskCapture(ids, KEY).split('\n');
  expect(steam2).toMatch(/^STEAM_0:1:[1-9]\d{6}$/);
  expect(steam3).toMatch(/^\[U:1:1\d{9}\]$/);
  expect(steam64).toMatch(/^\d{17}$/);
  expect(short).toMatch(/^\[U:1:[2-9]\]$/);
});

it('cannot be undone by running it on a list of all ids', () => {
  expect(maskCapture(CAPTURE)).not.toBe(maskCapture(CAPTURE));
});

it('leaves what tells nothing of anybody', () => {
  const text =
    '127.0.0.1:1 192.168.1.2 172.20.0.3 203.0.113.9 0.0.0.0:27015 [::1]:1 [I:0:0] STEAM_1:0:0 BOT 1.2.3.4.5 300.1.1.1 a::b 05:09';
  expect(maskCapture(text, KEY)).toBe(text);
});
