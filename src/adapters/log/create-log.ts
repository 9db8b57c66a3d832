import { pino, stdTimeFunctions } from 'pino';

/** A log of JSON lines on standard error. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What must not be read in a log, wherever it stands in the fields. */
const SECRETS = ['password', 'token', 'secret', 'cookie', 'authorization', 'number', 'cvc'];

/** Logs from `level` on. Errors are written with their type, message and stack. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      errorKey: 'error',
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), remove: true },
    },
    process.stderr,
  );
}
