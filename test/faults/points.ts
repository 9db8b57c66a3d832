import { commitOf, saying, type Point } from '../testkit/gate.ts';
import type { StepName } from './story.ts';

const EVENTS = /insert into "?events\b/iu;
const ASKED = /insert into "?sandbox_charges/iu;
const TAKEN = /update "?sandbox_charges"?\s+set\s+"?times_delivered/iu;
const REFUNDED = /insert into "?sandbox_refunds/iu;
const POSTPONED = /^\s*update "?outbox"?\s+set\s+"?available_at/iu;
const DONE = /^\s*update "?outbox"?\s+set\s+"?done_at/iu;

/** A point, and how a test that stops there is called. */
export type Named = readonly [string, Point];

export const beforeCommit: Named = ['before the commit', { side: 'before', at: commitOf(EVENTS) }];
export const afterCommit: Named = ['after the commit, before it knows', { side: 'after', at: commitOf(EVENTS) }];

/** The commit after the first: what was due is done in one, and what came of it is written in the next. */
const next = ([name, point]: Named, skip = 1): Named => [`${name} of what follows`, { ...point, skip }];

const beforeAsking: Named = ['before it asks for money', { side: 'before', at: saying(ASKED) }];
const afterAsking: Named = ['after it asked for money', { side: 'after', at: commitOf(ASKED) }];
const beforeWaiting: Named = ['between a charge and its note', { side: 'before', at: saying(POSTPONED) }];
const beforeClosing: Named = ['between an answer and its note', { side: 'before', at: saying(DONE) }];
const afterClosing: Named = ['after the note', { side: 'after', at: saying(DONE) }];
const beforeTaken: Named = ['before the provider knows', { side: 'before', at: saying(TAKEN) }];
const afterTaken: Named = ['after the provider knows', { side: 'after', at: saying(TAKEN) }];
const beforeRefund: Named = ['before the refund', { side: 'before', at: commitOf(REFUNDED) }];
const afterRefund: Named = ['after the refund', { side: 'after', at: commitOf(REFUNDED) }];
const afterMail: Named = ['between a mail and its note', { side: 'before', at: saying(DONE) }];

interface Kills {
  readonly web?: Named;
  readonly worker?: Named;
}

/** Which process is killed in which step, and where; each of the two is a whole life, so that each commit has both sides. */
export const lives: readonly Readonly<Partial<Record<StepName, Kills>>>[] = [
  {
    'buy credits': { web: beforeCommit, worker: beforeAsking },
    upgrade: { web: beforeCommit, worker: beforeWaiting },
    'order 4,800 leads': { web: beforeCommit, worker: ['before the second of three chunks', next(beforeCommit)[1]] },
    cancel: { web: beforeCommit, worker: afterMail },
    'keep the subscription': { web: beforeCommit },
    pause: { web: beforeCommit },
    'the pause begins': { worker: beforeCommit },
    'come back': { web: beforeCommit, worker: beforeCommit },
    'put in a card that asks the bank': { web: beforeCommit },
    'pay for what was dropped': { worker: beforeRefund },
    'put in a card that pays': { web: beforeCommit },
    'the period ends': { worker: next(beforeCommit) },
    'give the company another name': { web: beforeCommit },
    'cancel for good': { web: beforeCommit },
    'the subscription ends': { worker: beforeCommit },
    'subscribe anew': { web: beforeCommit, worker: beforeClosing },
  },
  {
    'buy credits': { web: afterCommit, worker: afterAsking },
    upgrade: { web: afterCommit, worker: beforeTaken },
    'order 4,800 leads': { web: afterCommit, worker: ['after the second of three chunks', next(afterCommit)[1]] },
    cancel: { web: afterCommit },
    'keep the subscription': { web: afterCommit, worker: afterClosing },
    pause: { web: afterCommit },
    'the pause begins': { worker: afterCommit },
    'come back': { web: afterCommit, worker: afterTaken },
    'put in a card that asks the bank': { web: afterCommit },
    'pay for what was dropped': { worker: afterRefund },
    'put in a card that pays': { web: afterCommit },
    'the period ends': { worker: next(afterCommit) },
    'give the company another name': { web: afterCommit },
    'cancel for good': { web: afterCommit },
    'the subscription ends': { worker: afterCommit },
    'subscribe anew': { web: afterCommit, worker: afterCommit },
  },
];

const BELATED_MS = 15_000;

/** Waits until somebody is held at a point. */
export async function reached(name: string, held: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nobody came to the point ${name}`)), BELATED_MS);
  });
  await Promise.race([held, late]).finally(() => clearTimeout(timer));
}
