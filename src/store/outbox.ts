import type { Insertable, Transaction } from 'kysely';
import type { Effect } from '../domain/subscription/effects.ts';
import type { Tables } from './schema.ts';
import { jsonText } from './json-text.ts';

/** Leaves effects for the worker. An effect that is there already, by its kind and key, is not added again. */
export async function addEffects(
  tx: Transaction<Tables>,
  accountId: string,
  effects: readonly Effect[],
): Promise<void> {
  if (effects.length === 0) return;
  await tx
    .insertInto('outbox')
    .values(effects.map((effect) => effectToRow(accountId, effect)))
    .onConflict((conflict) => conflict.columns(['account_id', 'kind', 'key']).doNothing())
    .execute();
}

/** An effect as it waits in the outbox. */
export function effectToRow(accountId: string, effect: Effect): Insertable<Tables['outbox']> {
  return { account_id: accountId, kind: effect.kind, key: effect.key, payload: jsonText(effect) };
}
