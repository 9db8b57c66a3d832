import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(read('compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

/** The instructions of the Dockerfile, each with its words. */
const instructions = read('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.trim().split(/\s+/u));
const all = (name: string) => instructions.filter(([first]) => first === name).map(([, ...words]) => words);

describe('the image', () => {
  test('is made of files that are there, and that are sent to the build', () => {
    const wanted = all('COPY')
      .filter(([first]) => !first?.startsWith('--from'))
      .flatMap((words) => words.slice(0, -1));
    expect(wanted.length).toBeGreaterThan(5);
    const sent = read('.dockerignore').split('\n');
    for (const file of wanted) {
      expect({ file, there: existsSync(join(ROOT, file)) }).toEqual({ file, there: true });
      expect(sent).toContain(`!${file}`);
    }
  });

  test('is built and run on the oldest Node that the program allows, by a user without rights', () => {
    const froms = all('FROM').map(([image]) => image);
    expect(froms).toEqual(['node:20-bookworm-slim', 'node:20-bookworm-slim']);
    expect(all('USER')).toEqual([['node']]);
    expect(instructions.findIndex(([first]) => first === 'USER')).toBeLessThan(
      instructions.findIndex(([first]) => first === 'ENTRYPOINT'),
    );
  });

  test('is asked whether it lives by a script that runs', () => {
    const [words = []] = all('HEALTHCHECK');
    const [, , script = ''] = JSON.parse(words.slice(words.indexOf('CMD') + 1).join(' ')) as string[];
    const ask = () => execFileSync(process.execPath, ['-e', script], { env: { PORT: '1' }, stdio: 'pipe' });
    expect(script).toContain('/healthz');
    expect(ask).toThrow(expect.objectContaining({ status: 1, stderr: Buffer.alloc(0) }) as Error);
  });

  describe('has what the program needs', () => {
    test('its entry, and every package that it cannot do without', () => {
      const [entry = []] = all('ENTRYPOINT');
      const program = (JSON.parse(entry.join(' ')) as string[]).at(-1) ?? '';
      expect(existsSync(join(ROOT, program))).toBe(true);
      const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
      const files = readdirSync(join(ROOT, 'dist')).filter((file) => file.endsWith('.js'));
      const imported = files.flatMap((file) =>
        [...read(`dist/${file}`).matchAll(/^(?:import|export)\b[^;'"]*["']([^."'][^"']*)["'];/gmu)].map(
          ([, name = '']) => name,
        ),
      );
      const packages = [...new Set(imported)].filter((name) => !name.startsWith('node:'));
      const nameOf = (path: string) => /^(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0] ?? path;
      expect(packages.length).toBeGreaterThan(10);
      expect(packages.filter((name) => !(nameOf(name) in dependencies))).toEqual([]);
    });
  });
});

describe('the compose file', () => {
  const services = Object.entries(compose.services);
  const roles = services.map(([, { command }]) => command?.join(' '));

  test('starts PostgreSQL, two processes with pages and two workers', () => {
    expect(roles.filter((role) => role === 'start --role web')).toHaveLength(2);
    expect(roles.filter((role) => role === 'start --role worker')).toHaveLength(2);
    expect(compose.services['database']?.image).toMatch(/^postgres:1[5-9]$/u);
    expect(Object.keys(compose.volumes)).toEqual(['database']);
  });

  test('brings the database up to date before anything else', () => {
    expect(compose.services['migrate']).toMatchObject({
      command: ['migrate'],
      restart: 'no',
      depends_on: { database: { condition: 'service_healthy' } },
    });
    for (const [name, service] of services) {
      if (name === 'database' || name === 'migrate') continue;
      expect(service.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
  });

  test('names images plainly, opens ports to this machine only, and holds no secret', () => {
    const ports = services.flatMap(([, { ports: opened = [] }]) => opened);
    expect(ports).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:3001:3000']);
    for (const [, { image, environment }] of services) {
      expect(image).not.toContain('/');
      for (const [name, value] of Object.entries(environment)) {
        if (/SECRET|PASSWORD|TOKEN/u.test(name)) expect(value).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/u);
      }
    }
  });

  test('sets only what the program reads', () => {
    const known = read('src/config.ts');
    const { environment = {} } = compose.services['web-1'] ?? {};
    expect(Object.keys(environment).filter((name) => !new RegExp(`^ {2}${name}:`, 'mu').test(known))).toEqual([]);
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(['FAIRWELL_SECRET', 'BASE_URL', 'SMTP_URL']));
  });
});
