import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const text = readFileSync(path('compose.yaml'), 'utf8');
const { services, secrets, volumes } = parse(text, { merge: true }) as Compose;
const ours = Object.entries(services).filter(([, { image }]) => image === 'rollcall');

describe('compose.yaml', () => {
  it('runs all without rights, on a file system that nobody can write to', () => {
    expect(ours.map(([name]) => name)).toEqual(['migrate', 'collector', 'viewer']);
    for (const service of Object.values(services)) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('gives each the secrets that it reads, and says how each is made', () => {
    const used = new Set<string>();
    for (const service of Object.values(services)) {
      for (const secret of service.secrets ?? []) used.add(secret);
      for (const value of Object.values(service.environment ?? {})) {
        const read = /^\/run\/secrets\/(.*)/.exec(value)?.[1];
        if (read !== undefined) expect(service.secrets).toContain(read);
      }
    }
    expect([...used].sort()).toEqual(Object.keys(secrets).sort());
    for (const [name, { file }] of Object.entries(secrets)) {
      expect(file).toBe(`./secrets/${name}`);
      const made = [`secrets/${name}`, 'secrets/${name}_password'].map((made) => `> ${made}`);
      expect(made.some((words) => text.includes(words))).toBe(true);
    }
  });

  it('sets only what is a setting', () => {
    const known = readFileSync(path('rollcall.env.example'), 'utf8');
    for (const [, { environment = {} }] of ours) {
      for (const key of Object.keys(environment)) {
        expect(known).toMatch(new RegExp(`^(# )?${key}=`, 'm'));
      }
    }
  });

  it('waits for what it needs, and asks everything that goes on how it is', () => {
    for (const [name, { depends_on: needs = {}, healthcheck }] of Object.entries(services)) {
      for (const needed of Object.keys(needs)) expect(Object.keys(services)).toContain(needed);
      if (name !== 'migrate') expect(healthcheck?.test[0]).toBe('CMD');
    }
    expect(services['collector']?.depends_on).toEqual({
      migrate: { condition: 'service_completed_successfully' },
    });
  });

  it('mounts what is there', () => {
    for (const { volumes: mounts = [] } of Object.values(services)) {
      for (const mount of mounts) {
        const [source = ''] = mount.split(':');
        if (source.startsWith('./')) expect(existsSync(path(source))).toBe(true);
        else expect(Object.keys(volumes)).toContain(source);
      }
    }
  });
});
