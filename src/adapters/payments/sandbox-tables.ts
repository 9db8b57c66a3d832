import type { ColumnType, Generated } from 'kysely';
import type { Instant } from '../../domain/time/period.ts';
import type { CardBehaviour } from './sandbox-cards.ts';

/** The sandbox's own tables; nothing else reads or writes them. */
export type SandboxTables = {
  sandbox_cards: {
    token: string;
    behaviour: CardBehaviour;
    brand: string;
    last4: string;
    attached_at: Generated<Instant>;
  };
  sandbox_charges: {
    key: string;
    account_id: string;
    token: string;
    amount_minor: number;
    currency: string;
    outcome: 'succeeded' | 'declined' | 'needs_authentication';
    failure: string | null;
    asked_at: Generated<Instant>;
    times_asked: Generated<number>;
    answer_number: Generated<number>;
    owed: number;
    answer_at: Instant;
    leased_until: Generated<Instant>;
    times_delivered: Generated<number>;
    failures: Generated<number>;
  };
  sandbox_refunds: {
    key: string;
    charge_key: string;
    amount_minor: number;
    refunded_at: ColumnType<Instant, never, never>;
  };
};
