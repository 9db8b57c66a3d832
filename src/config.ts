import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './ports/cannot-start.ts';
import { inDataFolder } from './ports/data-folder.ts';

/** Everything that the environment decides. */
export interface Config {
  /** `production` never makes a demo, and asks for what only real use needs. */
  readonly mode: 'demo' | 'production';
  readonly host: string;
  readonly port: number;
  /** Where customers reach the portal, without a slash at its end. */
  readonly baseUrl: string;
  /** Whether `X-Forwarded-…` headers come from our own proxy. */
  readonly trustProxy: boolean;
  /** Holds the embedded database, unless there is a `databaseUrl`, and the demo's secret. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly databaseConnections: number;
  /** Null in the demo: mail goes to its mailbox. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly supportEmail: string;
  /** Signs cookies. */
  readonly secret: string;
  /** The product's name, as customers know it. */
  readonly brand: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Lets somebody read the metrics. */
  readonly metricsToken: string | null;
  readonly pauseFeeMinor: number;
  readonly pauseMaxMonths: number | null;
  readonly retryDays: readonly number[];
  /** How long the sandbox payment provider takes to answer. */
  readonly sandboxLatencyMs: number;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const variables = z.object({
  NODE_ENV: z.string().optional(),
  FAIRWELL_MODE: z.enum(['demo', 'production'], { error: 'must be demo or production' }).optional(),
  HOST: z.string().optional(),
  PORT: whole(1, 65_535).default(3000),
  BASE_URL: address(['http:', 'https:'], 'must be an address that starts with http:// or https://').optional(),
  TRUST_PROXY: z
    .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
    .transform((text) => text === 'true' || text === '1')
    .default(false),
  FAIRWELL_DATA_DIR: z.string().default('.fairwell'),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    'must be an address that starts with postgres:// (postgres://user:password@host:5432/name)',
  ).optional(),
  DATABASE_CONNECTIONS: whole(2, 1000).default(10),
  SMTP_URL: address(['smtp:', 'smtps:'], 'must be an address that starts with smtp:// or smtps://').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]*$/u, 'must hold an e-mail address')
    .optional(),
  SUPPORT_EMAIL: z.email('must be an e-mail address').optional(),
  FAIRWELL_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  BRAND: z.string().max(60, 'must have 60 characters or fewer').default('ListKit'),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).optional(),
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more').optional(),
  PAUSE_FEE_MINOR: whole(0, 1_000_000).default(100),
  PAUSE_MAX_MONTHS: whole(1, 120).optional(),
  RETRY_DAYS: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .refine(isSchedule, 'must be rising whole days from 1 to 27, such as 1,3,5,7')
    .default([1, 3, 5, 7]),
  SANDBOX_LATENCY_MS: whole(0, 600_000).default(1500),
});

type Variables = z.infer<typeof variables>;

/**
 * Reads the configuration; throws `CannotStart` that says what is wrong with it.
 * @param onTerminal whether the log is written to a screen, where somebody reads what the start has said
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env, onTerminal = process.stderr.isTTY): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = variables.safeParse(set);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new CannotStart(`The settings are not right: ${wrong.join('; ')}.`);
  }
  const read = parsed.data;
  const mode = read.FAIRWELL_MODE === 'production' || read.NODE_ENV === 'production' ? 'production' : 'demo';
  if (mode === 'production') demand(read);
  const dataDir = resolve(read.FAIRWELL_DATA_DIR);
  return {
    mode,
    ...addresses(read),
    port: read.PORT,
    trustProxy: read.TRUST_PROXY,
    dataDir,
    databaseUrl: read.DATABASE_URL ?? null,
    databaseConnections: read.DATABASE_CONNECTIONS,
    smtpUrl: read.SMTP_URL ?? null,
    secret: read.FAIRWELL_SECRET ?? keptSecret(dataDir),
    brand: read.BRAND,
    // a line for each request would drive the demo's log-ins off the screen
    logLevel: read.LOG_LEVEL ?? (mode === 'demo' && onTerminal ? 'warn' : 'info'),
    metricsToken: read.METRICS_TOKEN ?? null,
    pauseFeeMinor: read.PAUSE_FEE_MINOR,
    pauseMaxMonths: read.PAUSE_MAX_MONTHS ?? null,
    retryDays: read.RETRY_DAYS,
    sandboxLatencyMs: read.SANDBOX_LATENCY_MS,
  };
}

/** What only real use must be told, because a default would be wrong there. */
function demand(read: Variables): void {
  const needed = {
    FAIRWELL_SECRET: 'signs the cookies (32 random characters or more)',
    BASE_URL: 'is the address that customers use',
    SMTP_URL: 'is the mail server',
  } as const;
  const missing = (Object.keys(needed) as (keyof typeof needed)[])
    .filter((name) => read[name] === undefined)
    .map((name) => `${name}, which ${needed[name]}`);
  if (missing.length > 0) throw new CannotStart(`In production these must be set: ${missing.join('; ')}.`);
}

function addresses(read: Variables): Pick<Config, 'host' | 'baseUrl' | 'mailFrom' | 'supportEmail'> {
  const baseUrl = (read.BASE_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/u, '');
  const domain = read.BASE_URL === undefined ? 'demo.test' : new URL(baseUrl).hostname;
  return {
    // the demo is for the machine that it runs on, unless somebody says otherwise
    host: read.HOST ?? '127.0.0.1',
    baseUrl,
    mailFrom: read.MAIL_FROM ?? `${read.BRAND} <no-reply@${domain}>`,
    supportEmail: read.SUPPORT_EMAIL ?? `support@${domain}`,
  };
}

/** A secret of this data folder alone, made the first time and kept, so that log-ins outlive a restart. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret');
  return inDataFolder(dataDir, () => {
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
    return readFileSync(file, 'utf8');
  });
}

function whole(least: number, most: number) {
  const wanted = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/u, wanted)
    .transform(Number)
    .refine((number) => number >= least && number <= most, wanted);
}

function address(protocols: readonly string[], wanted: string) {
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), wanted);
}

function isSchedule(days: readonly number[]): boolean {
  return days.every((day, index) => Number.isInteger(day) && day > (days[index - 1] ?? 0) && day < 28);
}
