import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, stdTimeFunctions } from 'pino';
import type { ScopedLog } from '../../ports/log.ts';

/** What must not be read in a log, wherever it stands in the fields. */
const SECRETS = ['password', 'token', 'secret', 'cookie', 'authorization', 'number', 'cvc', 'email'];

/** Somebody's e-mail, or the credentials of an address, in whatever a library says. */
const E_MAIL = /[\w.!#$%&*+=?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,}/giu;
const CREDENTIALS = /\/\/[^/@\s"]*@/gu;

const DEEPEST = 5;

/**
 * Logs from `level` on, as JSON lines on standard error. An error is written with its type, code, message,
 * stack and cause: what a driver adds to it, such as the values of a row, is not.
 */
export function createLog(level: string): ScopedLog {
  const scopes = new AsyncLocalStorage<object>();
  const lines = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      errorKey: 'error',
      serializers: { error: told },
      mixin: () => scopes.getStore() ?? {},
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), remove: true },
      hooks: { streamWrite: withoutPeople },
    },
    process.stderr,
  );
  return {
    info: (fields, message) => lines.info(fields, message),
    warn: (fields, message) => lines.warn(fields, message),
    error: (fields, message) => lines.error(fields, message),
    within: (fields, work) => scopes.run({ ...scopes.getStore(), ...fields }, work),
  };
}

function withoutPeople(line: string): string {
  return line.includes('@') ? line.replace(CREDENTIALS, '//').replace(E_MAIL, '…') : line;
}

function told(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as { readonly code?: unknown };
  return {
    type: name,
    ...(code === undefined ? {} : { code }),
    message,
    stack,
    ...(cause === undefined || depth === DEEPEST ? {} : { cause: told(cause, depth + 1) }),
  };
}
