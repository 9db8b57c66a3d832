import type pg from 'pg';
import type { Visitor } from '../testkit/visitor.ts';
import { until } from '../attack/program.ts';
import { post } from './customer.ts';

const PLAN = '/settings/subscription';
const CANCEL = `${PLAN}/cancel`;
const CARD = '/settings/billing/card';
const TOP_UP = '/settings/billing/top-up';

/** Who and what a story is told with. */
export interface Cast {
  readonly visitor: Visitor;
  /** A way to the database that no fault is done to. */
  readonly client: pg.Client;
}

/** What is asked: true when the answer came. */
type Act = () => Promise<void>;

/** A step of the story: it is prepared, and then done, if need be again with the same words. */
type Step = (cast: Cast) => Promise<Act>;

/** A form as its page has it, under a key that is the same in every run. */
const form =
  (key: string, page: string, action: string, fields: Readonly<Record<string, string>> = {}): Step =>
  async ({ visitor }) => {
    const shown = await visitor.open(page);
    const filled = { ...Object.fromEntries(shown.fields(action)), ...fields, _key: `step-${key}` };
    return async () => expectTaken(await post(visitor, action, filled));
  };

const time =
  (to: string): Step =>
  ({ client }) =>
    Promise.resolve(async () => {
      await client.query('update clocks set now = greatest(now, $1)', [to]);
    });

async function expectTaken(answer: Response): Promise<void> {
  const body = await answer.text();
  if (answer.status !== 303) throw new Error(`answered ${answer.status}: ${body.replace(/<[^>]+>|\s+/gu, ' ')}`);
}

const walkToConfirm = async ({ visitor }: Cast) => {
  await (await visitor.open(PLAN)).submit(CANCEL);
  await (await visitor.open(CANCEL)).submit(`${CANCEL}/reason`);
  await (await visitor.open(`${CANCEL}/pages/pause`)).submit(`${CANCEL}/pages/pause/continue`);
};

const cancel =
  (key: string): Step =>
  async (cast) => {
    await walkToConfirm(cast);
    return form(key, `${CANCEL}/confirm`, `${CANCEL}/confirm`)(cast);
  };

const card = (key: string, number: string): Step => form(key, CARD, CARD, { number, expiry: '12/40', cvc: '123' });

/** Buys, drops the payment that the bank asks about, and then the bank says yes: money for nothing, which goes back. */
const approveTooLate: Step = async (cast) => {
  const { client } = cast;
  await (
    await form('too-late', `${TOP_UP}?credits=1000`, TOP_UP)(cast)
  )();
  let charge = '';
  await until(async () => {
    const { rows } = await client.query<{ id: string }>(
      `select charges.id from charges join outbox on key = charges.id and kind = 'charge' and done_at is not null
       join sandbox_charges on sandbox_charges.key = charges.id and owed = 0
       where charges.status = 'needs_authentication'`,
    );
    charge = rows[0]?.id ?? '';
    return charge !== '';
  });
  await (
    await form('drop', `${PLAN}?payment=${charge}`, `${PLAN}/drop-payment`)(cast)
  )();
  return async () => {
    await client.query(
      `update sandbox_charges set outcome = 'succeeded', answer_number = answer_number + 1, owed = 1, answer_at = now()
       where key = $1 and outcome = 'needs_authentication'`,
      [charge],
    );
  };
};

/** A customer's life, in which everything that moves money or credits happens. */
export const story = {
  'buy credits': form('top-up', `${TOP_UP}?credits=1000`, TOP_UP),
  upgrade: form('upgrade', `${PLAN}/change-plan?plan=growth`, `${PLAN}/change-plan`),
  'order 4,800 leads': form('order', '/', '/orders', { leads: '4800', quoted: '4800', do: 'order' }),
  cancel: cancel('cancel'),
  'keep the subscription': form('keep', PLAN, `${PLAN}/keep`),
  pause: form('pause', `${PLAN}/pause`, `${PLAN}/pause`),
  'the pause begins': time('2026-02-28T15:00:00Z'),
  'come back': form('resume', `${PLAN}/resume`, `${PLAN}/resume`),
  'put in a card that asks the bank': card('careful', '4000002500003155'),
  'pay for what was dropped': approveTooLate,
  'put in a card that pays': card('paying', '4242424242424242'),
  'the period ends': time('2026-03-28T16:00:00Z'),
  'give the company another name': form('rename', '/settings/company', '/settings/company', { name: 'Another Name' }),
  'cancel for good': cancel('leave'),
  'the subscription ends': time('2026-04-28T16:00:00Z'),
  'subscribe anew': form('anew', `${PLAN}/subscribe?plan=starter`, `${PLAN}/subscribe`),
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof story;
