import { createHash } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../../store/schema.ts';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { LIMITS } from '../../ports/rate-limits.ts';
import type { LimitName, RateLimits, Try } from '../../ports/rate-limits.ts';

/** Counts in the table `rate_limits`, in one statement a try, on either database. */
export function createRateLimits(db: Kysely<Tables>): RateLimits {
  const limiters = new Map(
    (Object.keys(LIMITS) as LimitName[]).map((name) => [
      name,
      new RateLimiterPostgres({
        storeClient: client(db),
        storeType: 'client',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        points: LIMITS[name].tries,
        duration: LIMITS[name].seconds,
        // one of them clears the table for all
        clearExpiredByTimeout: name === 'logIn',
      }),
    ]),
  );
  const limiterOf = (tried: Try) => limiters.get(tried.limit) as RateLimiterPostgres;
  return {
    count: async (tries) => {
      let wait = 0;
      for (const tried of tries) wait = Math.max(wait, await secondsToWait(limiterOf(tried), hashed(tried)));
      return wait;
    },
    giveBack: async (tried) => {
      await limiterOf(tried).reward(hashed(tried), 1);
    },
    clear: async (tried) => {
      await limiterOf(tried).delete(hashed(tried));
    },
  };
}

async function secondsToWait(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    await limiter.consume(key, 1);
    return 0;
  } catch (rejection) {
    if (rejection instanceof RateLimiterRes) return Math.max(1, Math.ceil(rejection.msBeforeNext / 1_000));
    throw rejection;
  }
}

function hashed({ key }: Try): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The library speaks to a client of the driver; ours are behind Kysely. */
function client(db: Kysely<Tables>) {
  return {
    query: ({ text, values }: { text: string; values: unknown[] }) =>
      db.executeQuery(CompiledQuery.raw(text, values)).then(({ rows, numAffectedRows }) => ({
        rows,
        rowCount: Number(numAffectedRows ?? rows.length),
      })),
  };
}
