import { expect, it } from 'vitest';
import { steamAvatar } from './avatar.ts';

it.each([
  'https://avatars.steamstatic.com/0011_medium.jpg',
  'https://avatars.akamai.steamstatic.com/0011_medium.jpg',
  'https://steamcdn-a.akamaihd.net/steamcommunity/public/images/avatars/00/0011_medium.jpg',
])('shows %s', (address) => {
  expect(steamAvatar(address)).toBe(address);
});

it.each([
  null,
  '',
  'avatar.jpg',
  'http://avatars.steamstatic.com/a.jpg',
  'https://avatars.steamstatic.com.evil.example/a.jpg',
  'https://evilsteamstatic.com/a.jpg',
  'https://evil.akamaihd.net/a.jpg',
  'https://user:secret@avatars.steamstatic.com/a.jpg',
  'https://avatars.steamstatic.com:8443/a.jpg',
  'javascript:alert(1)//.steamstatic.com',
  'data:image/svg+xml,<svg onload=alert(1)>',
])('shows no picture for %j', (address) => {
  expect(steamAvatar(address)).toBeNull();
});
