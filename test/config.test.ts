import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairwell-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SECRET = 'a secret of forty characters for the tests';
const load = (environment: NodeJS.ProcessEnv) => loadConfig({ FAIRWELL_DATA_DIR: folder, ...environment });
const real = (environment: NodeJS.ProcessEnv) =>
  load({
    NODE_ENV: 'production',
    FAIRWELL_SECRET: SECRET,
    BASE_URL: 'https://desk.example/',
    SMTP_URL: 'smtp://mail',
    ...environment,
  });

describe('the configuration', () => {
  it('is a demo on the embedded database when nothing is said', () => {
    expect(load({})).toMatchObject({
      mode: 'demo',
      host: '127.0.0.1',
      port: 3000,
      baseUrl: 'http://localhost:3000',
      databaseUrl: null,
      smtpUrl: null,
      brand: 'ListKit',
      pauseFeeMinor: 100,
      pauseMaxMonths: null,
      retryDays: [1, 3, 5, 7],
      trustProxy: false,
    });
  });

  it('counts an empty variable as not set', () => {
    expect(load({ PORT: '', DATABASE_URL: ' ', PAUSE_MAX_MONTHS: '' })).toMatchObject({
      port: 3000,
      databaseUrl: null,
    });
  });

  it('logs each request, but not over the log-ins of a demo on a terminal', () => {
    const demo = { FAIRWELL_DATA_DIR: folder };
    expect(loadConfig(demo, true).logLevel).toBe('warn');
    expect(loadConfig(demo, false).logLevel).toBe('info');
    expect(loadConfig({ ...demo, LOG_LEVEL: 'info' }, true).logLevel).toBe('info');
    const production = { NODE_ENV: 'production', BASE_URL: 'https://desk.example', SMTP_URL: 'smtp://mail' };
    expect(loadConfig({ ...demo, ...production, FAIRWELL_SECRET: SECRET }, true).logLevel).toBe('info');
  });

  it('makes a secret for the data folder, once, that only its owner reads', () => {
    const dataDir = join(folder, 'made', 'here');
    const first = loadConfig({ FAIRWELL_DATA_DIR: dataDir }).secret;
    expect(first).toMatch(/^[0-9a-f]{64}$/u);
    expect(loadConfig({ FAIRWELL_DATA_DIR: dataDir }).secret).toBe(first);
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('says at once that the data folder cannot be made', () => {
    const load = () => loadConfig({ FAIRWELL_DATA_DIR: '/proc/nope/data' });
    expect(load).toThrow(/^The data folder \/proc\/nope\/data cannot be written to \(/u);
  });

  it('touches no folder when the secret is given', () => {
    const dataDir = join(folder, 'untouched');
    expect(loadConfig({ FAIRWELL_DATA_DIR: dataDir, FAIRWELL_SECRET: SECRET }).secret).toBe(SECRET);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('derives addresses from the one that customers use', () => {
    expect(real({ BRAND: 'Acme' })).toMatchObject({
      mode: 'production',
      baseUrl: 'https://desk.example',
      mailFrom: 'Acme <no-reply@desk.example>',
      supportEmail: 'support@desk.example',
    });
  });

  it('is in production when either variable says so', () => {
    expect(real({ FAIRWELL_MODE: 'demo' }).mode).toBe('production');
    expect(real({ NODE_ENV: 'test', FAIRWELL_MODE: 'production' }).mode).toBe('production');
  });

  it('asks in production for what has no right default', () => {
    expect(() => load({ NODE_ENV: 'production' })).toThrow(
      /^In production these must be set: FAIRWELL_SECRET, .*; BASE_URL, .*; SMTP_URL, .*\.$/u,
    );
  });

  it.each([
    ['PORT', '70000', 'PORT must be a whole number from 1 to 65535'],
    ['PORT', '-1', 'PORT must be a whole number'],
    ['BASE_URL', 'desk.example', 'BASE_URL must be an address'],
    ['DATABASE_URL', 'mysql://host/name', 'DATABASE_URL must be an address that starts with postgres://'],
    ['SMTP_URL', 'https://mail', 'SMTP_URL must be an address'],
    ['MAIL_FROM', 'somebody', 'MAIL_FROM must hold an e-mail address'],
    ['SUPPORT_EMAIL', 'somebody', 'SUPPORT_EMAIL must be an e-mail address'],
    ['FAIRWELL_SECRET', 'short', 'FAIRWELL_SECRET must have 32 characters or more'],
    ['FAIRWELL_MODE', 'live', 'FAIRWELL_MODE must be demo or production'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal'],
    ['TRUST_PROXY', 'maybe', 'TRUST_PROXY must be true or false'],
    ['RETRY_DAYS', '3,1', 'RETRY_DAYS must be rising whole days'],
    ['RETRY_DAYS', '1,28', 'RETRY_DAYS must be rising whole days'],
    ['RETRY_DAYS', '1,,2', 'RETRY_DAYS must be rising whole days'],
    ['PAUSE_MAX_MONTHS', '0', 'PAUSE_MAX_MONTHS must be a whole number from 1'],
    ['PAUSE_FEE_MINOR', '1.50', 'PAUSE_FEE_MINOR must be a whole number'],
  ])('says in a sentence that %s=%s is wrong', (name, value, sentence) => {
    expect(() => load({ [name]: value })).toThrow(sentence);
  });
});
