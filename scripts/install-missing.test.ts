import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMissing, requireNode } from './install-missing.mjs';

let folder: string;

function write(path: string, packages: Record<string, unknown>): void {
  writeFileSync(join(folder, path), JSON.stringify({ packages }));
}

const wanted = {
  '': { name: 'rollcall' },
  shared: { version: '0.1.0' },
  'node_modules/@rollcall/shared': { resolved: 'shared', link: true },
  'node_modules/pino': { version: '10.4.0' },
  'node_modules/@esbuild/aix-ppc64': { version: '1.0.0', optional: true },
};
const installed = {
  shared: { version: '0.1.0' },
  'node_modules/@rollcall/shared': { resolved: 'shared', link: true },
  'node_modules/pino': { version: '10.4.0' },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-install-'));
  mkdirSync(join(folder, 'node_modules', 'pino'), { recursive: true });
  mkdirSync(join(folder, 'node_modules', '@rollcall', 'shared'), { recursive: true });
  write('package-lock.json', wanted);
  write('node_modules/.package-lock.json', installed);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('findMissing', () => {
  it('finds nothing when all that this platform needs is there', () => {
    expect(findMissing(folder)).toBeNull();
  });

  it('finds what a change of package-lock.json asks for', () => {
    write('package-lock.json', { ...wanted, 'node_modules/pino': { version: '10.5.0' } });
    expect(findMissing(folder)).toBe('node_modules/pino');
    write('package-lock.json', { ...wanted, 'node_modules/zod': { version: '4.0.0' } });
    expect(findMissing(folder)).toBe('node_modules/zod');
  });

  it('finds a package whose folder was deleted', () => {
    rmSync(join(folder, 'node_modules', 'pino'), { recursive: true });
    expect(findMissing(folder)).toBe('node_modules/pino');
  });

  it('wants everything in a fresh clone, and after an install that was interrupted', () => {
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{"packages": {');
    expect(findMissing(folder)).not.toBeNull();
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(findMissing(folder)).toBe('everything');
  });
});

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('is content with %s', (version) => {
    expect(() => {
      requireNode(version);
    }).not.toThrow();
  });

  it.each(['18.20.8', '20.9.0', '20.18.3', '8.0.0'])(
    'sends %s away with clear words',
    (version) => {
      expect(() => {
        requireNode(version);
      }).toThrow(`Rollcall needs Node.js 20.19 or later, and this is ${version}`);
    },
  );
});
