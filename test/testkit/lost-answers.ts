import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../../src/store/schema.ts';

/**
 * The database as somebody sees it whose connection breaks right after a transaction was committed, so that its answer
 * is lost: those for which `breaks`, asked after the commit, says so.
 */
export function losingAnswers(db: Kysely<Tables>, breaks: () => Promise<boolean> | boolean): Kysely<Tables> {
  const transaction = () => ({
    execute: async <T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> => {
      const result = await db.transaction().execute(work);
      if (await breaks()) throw new Error('Connection terminated unexpectedly');
      return result;
    },
  });
  return new Proxy(db, {
    get: (target, name) => {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
