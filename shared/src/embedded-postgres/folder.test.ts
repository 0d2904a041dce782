import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseAccount, closedFolder } from './account.ts';
import { copyForOthers } from './binary-cache.ts';
import { keptFolder, temporaryFolder } from './folder.ts';

const isRoot = process.getuid?.() === 0;
let top: string;
let elsewhere: string;
const notices: string[] = [];
const keep = (checkout: string) =>
  keptFolder(join(checkout, '.rollcall', 'postgres'), (line) => notices.push(line), elsewhere);

function checkoutBelow(mode: number): string {
  const closed = join(top, 'closed');
  mkdirSync(closed);
  chmodSync(closed, mode);
  const checkout = join(closed, 'roll call');
  mkdirSync(checkout);
  return checkout;
}

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'rollcall-folder-'));
  chmodSync(top, 0o755);
  elsewhere = join(top, 'var lib');
  notices.length = 0;
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

describe('closedFolder', () => {
  const stranger = { uid: 54_321, gid: 54_321, name: 'stranger' };

  it('names the first folder on the way that the account cannot enter', () => {
    const checkout = checkoutBelow(0o700);
    expect(closedFolder(checkout, stranger)).toBe(join(top, 'closed'));
    expect(closedFolder(join(checkout, 'not', 'yet', 'there'), stranger)).toBe(join(top, 'closed'));
  });

  it('finds the way open where others may pass, even without reading', () => {
    expect(closedFolder(checkoutBelow(0o711), stranger)).toBeNull();
  });

  it('counts the account’s own bits and its group’s before those of others', () => {
    const { uid, gid } = statSync(top);
    const checkout = checkoutBelow(0o710);
    expect(closedFolder(checkout, { ...stranger, uid })).toBeNull();
    expect(closedFolder(checkout, { ...stranger, gid })).toBeNull();
    chmodSync(join(top, 'closed'), 0o707);
    expect(closedFolder(checkout, { ...stranger, gid })).toBe(join(top, 'closed'));
  });
});

it('keeps data where it is wanted when the way there is open', () => {
  const checkout = checkoutBelow(0o755);
  const folder = keep(checkout);
  expect(folder.path).toBe(join(checkout, '.rollcall', 'postgres'));
  expect(folder.account?.uid).not.toBe(0);
  expect(notices).toEqual([]);
});

describe.runIf(isRoot)('as root', () => {
  it('keeps data elsewhere when Postgres’ user cannot enter, says so, and finds it again', () => {
    const checkout = checkoutBelow(0o700);
    const first = keep(checkout);
    expect(first.path.startsWith(elsewhere)).toBe(true);
    expect(notices).toEqual([
      `The user ${first.account?.name ?? ''} cannot enter ${join(top, 'closed')}: Postgres keeps its data in ${first.path}`,
    ]);
    mkdirSync(join(first.path, 'data'));
    expect(keep(checkout).path).toBe(first.path);
    // The link alone leads there, whatever becomes of the folder's mode.
    chmodSync(join(top, 'closed'), 0o755);
    expect(keep(checkout).path).toBe(first.path);
    expect(readlinkSync(join(checkout, '.rollcall', 'postgres'))).toBe(first.path);
  });

  it('does not lose sight of data whose way was closed later', () => {
    const checkout = checkoutBelow(0o755);
    mkdirSync(join(keep(checkout).path, 'data'));
    chmodSync(join(top, 'closed'), 0o700);
    expect(() => keep(checkout)).toThrow(/cannot enter .*closed: run "chmod o\+x"/);
  });

  it('puts an empty folder of an interrupted start out of the way', () => {
    const checkout = checkoutBelow(0o700);
    mkdirSync(join(checkout, '.rollcall', 'postgres'), { recursive: true });
    expect(keep(checkout).path.startsWith(elsewhere)).toBe(true);
    expect(lstatSync(join(checkout, '.rollcall', 'postgres')).isSymbolicLink()).toBe(true);
  });

  it('runs Postgres as the owner of the data that is there', () => {
    const data = join(top, 'data');
    mkdirSync(data);
    chownSync(data, 12_345, 12_346);
    expect(chooseAccount(data)).toEqual({ uid: 12_345, gid: 12_346, name: 'uid 12345' });
  });

  it('copies programs once, readable by all, and refuses a copy that others could have changed', () => {
    const native = join(top, 'native');
    mkdirSync(join(native, 'bin'), { recursive: true });
    writeFileSync(join(native, 'bin', 'postgres'), 'x', { mode: 0o700 });
    chmodSync(native, 0o700);
    const cache = join(top, 'cache');
    let copies = 0;
    const copy = () =>
      copyForOthers(
        native,
        'postgres-1',
        () => {
          copies += 1;
        },
        cache,
      );
    expect(statSync(join(copy(), 'bin', 'postgres')).mode & 0o777).toBe(0o755);
    copy();
    expect(copies).toBe(1);
    chmodSync(join(cache, 'postgres-1'), 0o777);
    expect(copy).toThrow(/can be changed by other users/);
  });
});

it('makes a temporary folder that Postgres’ user can reach', () => {
  const folder = temporaryFolder();
  expect(existsSync(folder.path)).toBe(true);
  if (folder.account !== null) expect(closedFolder(folder.path, folder.account)).toBeNull();
  rmSync(folder.path, { recursive: true });
});
