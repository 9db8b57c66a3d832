/** Serialisation failure and deadlock: the database undid everything and asks to be asked again. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const TRIES = 3;

/** The code that the database gave to an error, or null for any other error. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Runs a transaction again when the database gave it up for another one. */
export async function retryOnConflict<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (!isConflict(error) || attempt === TRIES) throw error;
    }
  }
}

/** Whether the database gave something up, for another transaction or for a table that was changed, so that it may be tried again. */
export function isConflict(error: unknown): boolean {
  return TRY_AGAIN.has(codeOf(error) ?? '') || isOutdatedPlan(error);
}

/** Classes of codes after which nobody knows what was written: the connection, the operator, the system, the server itself. */
const UNKNOWN = /^(?:08|57P|58|XX)/;

/** Whether the database itself says that a statement failed: nothing of it is written then, which nobody knows of a connection that broke. */
export function isRefused(error: unknown): boolean {
  const saysSo = typeof error === 'object' && error !== null && 'severity' in error;
  return saysSo && !UNKNOWN.test(codeOf(error) ?? 'XX');
}

/** A statement was prepared before a newer version of the program changed its table; on another connection it is not. */
function isOutdatedPlan(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}

/** Whether an insert failed because the row is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === '23505';
}
