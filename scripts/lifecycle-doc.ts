import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import {
  matrix,
  matrixCommands,
  periodEnds,
  situations,
  type MatrixCommand,
  type PeriodEnd,
  type Situation,
  type Transition,
} from '../src/domain/subscription/matrix.ts';
import type { RefusalCode } from '../src/domain/subscription/refusals.ts';
import { refusalSentences } from '../src/ui/messages/refusals.ts';
import { subscriptionLabels } from '../src/ui/messages/subscription.ts';

/** Where the page lives that is generated. */
export const LIFECYCLE_FILE = fileURLToPath(new URL('../docs/lifecycle.md', import.meta.url));

const SITUATIONS: Record<Situation, string> = {
  none: 'The account never had a subscription.',
  active: 'The period is paid, or its charge waits for the first answer. The tools are open.',
  'active, cancel scheduled': 'Cancelled: everything works until the end of the period, then it ends.',
  'active, pause scheduled': 'Everything works until the end of the period, then it pauses.',
  'active, change scheduled': 'The next period is on another plan.',
  past_due: 'The charge of the period was declined. The tools stay open while it is retried.',
  paused: 'A paid pause month: the tools are locked, credits are frozen, the order history is kept.',
  'paused, fee overdue': 'The pause fee was declined and is retried.',
  'paused, cancel scheduled': 'It ends when the paid pause month is over.',
  ended: 'Over for good. A new subscription can be started.',
};

const COMMANDS: Record<MatrixCommand, string> = {
  cancel: `Stop at the end of what is paid (“${subscriptionLabels.cancel}”, then “${subscriptionLabels.confirm}”).`,
  keep: `Take back what is scheduled (“${subscriptionLabels.resumeScheduled}”).`,
  pause: `Pay the pause fee instead of the plan from the next period on (“${subscriptionLabels.pause}”).`,
  resume: `Come back from a pause now (“${subscriptionLabels.resumePaused}”, then “${subscriptionLabels.acceptCharge}”).`,
  change_plan: `Another plan (“${subscriptionLabels.changePlan}”): up is now, down is at the period's end.`,
  subscribe: 'Start a subscription.',
  top_up: 'Buy credits that never expire.',
  place_order: 'Buy leads with credits.',
};

interface TransitionWords {
  /** What stands in a cell. */
  readonly cell: (situation: Situation) => string;
  readonly meaning: string;
}

const TRANSITIONS: Record<Transition, TransitionWords> = {
  sameAnswer: {
    cell: () => 'the same answer again',
    meaning: 'What is asked for holds already: nothing happens, no event is written, and nothing is refused.',
  },
  scheduleCancel: {
    cell: (situation) => `cancel scheduled${dropped(situation)}`,
    meaning:
      'The subscription stops at the end of what is paid: of the plan’s period, or of the pause month. What was scheduled before is dropped for good and does not come back when the cancellation is taken back. Nothing new is charged.',
  },
  endNow: {
    cell: () => 'ended now',
    meaning:
      'There is nothing paid to wait for: the subscription ends at once, retries stop, the open invoice is void. What was not paid gives no credit.',
  },
  withdraw: {
    cell: (situation) => (situation.startsWith('paused') ? 'paused' : 'active'),
    meaning: 'Whatever was scheduled is not. The period and its end stay as they are.',
  },
  schedulePause: {
    cell: (situation) => `pause scheduled${dropped(situation)}`,
    meaning: 'The pause begins when what is paid for is over, and its first fee is charged then.',
  },
  resume: {
    cell: (situation) =>
      situation === 'paused, cancel scheduled' ? 'active at once, the cancellation is dropped' : 'active at once',
    meaning:
      'The plan’s price is charged; when it is paid, a new period and anchor begin at that instant, an unpaid pause fee is void, credits thaw and the new period’s grant is added. When it is declined, the subscription stays paused.',
  },
  changePlan: {
    cell: (situation) =>
      situation === 'active, change scheduled' ? 'replaces the change' : 'up: now, prorated; down: scheduled',
    meaning:
      'Up means that the price per month rises and the interval does not get shorter. Within one interval the difference for the rest of the period is charged, and the period stays; to a longer interval a new period begins, charged the new price less the unused part of the old. Everything else is down and waits for the period’s end.',
  },
  subscribe: {
    cell: () => 'a new subscription',
    meaning:
      'The plan’s price is charged; when it is paid, the subscription begins at that instant with an empty order history, and bought credits of an earlier one thaw.',
  },
  topUp: {
    cell: () => 'credits, when paid',
    meaning: 'The price is charged; when it is paid, the credits are added as a lot that never expires.',
  },
  placeOrder: {
    cell: () => 'order placed',
    meaning: 'Credits for all leads are reserved, or the order is refused whole. Delivery follows.',
  },
};

const PERIOD_ENDS: Record<PeriodEnd, { readonly cell: string; readonly meaning: string }> = {
  renew: {
    cell: 'renews',
    meaning:
      'Credits roll over, a scheduled plan takes effect, the next period is invoiced in advance and its charge asked for; credits come when it is paid. If it is declined, the subscription is past due in the new period.',
  },
  end: {
    cell: 'ends',
    meaning: 'Plan and bonus credits are forfeited, bought credits freeze, the order history is closed.',
  },
  startPause: {
    cell: 'pauses',
    meaning:
      'Running orders are completed with what they have, the tools are locked, every credit freezes, the pause fee is charged.',
  },
  renewPause: {
    cell: 'another pause month',
    meaning:
      'The pause fee is charged again. Where a setting bounds the pause and the bound is reached, the plan renews instead, after a notice with the exact charge.',
  },
  wait: {
    cell: 'retries, then ends',
    meaning:
      'The schedule of retries decides: paid, it goes on in the same period; the last one declined, it ends and the invoice is uncollectible. A retry whose day comes while an answer is awaited is asked for at the instant of that answer.',
  },
  nothing: { cell: 'nothing', meaning: 'Nothing is due, ever.' },
};

/** What `test/testkit/invariants.ts` checks after every decision, and the store's stories of what is committed. */
const INVARIANTS: readonly string[] = [
  'Before a command is answered, everything that is due at or before now is applied, in order of due time and each as of its own instant. A worker that is late changes nothing about the outcome.',
  'Paid periods of one anchor follow each other without gap or overlap; each is computed from the anchor, never from the one before it.',
  'What is paid for stays until its end. Nothing is charged for a period that begins after a stop was accepted, unless the stop was withdrawn.',
  'A period is charged once. One invoice is open at most, with one unanswered charge at most, and an answer that does not come is asked for again under its key.',
  'Money that arrives for something that was dropped, voided or has ended goes back at once and whole, with a credit note.',
  'What was charged is the sum of the lines of paid invoices, and of what went back beside them. Invoice numbers of an account have no gaps.',
  'An invoice that is settled grants the credits it carries, once.',
  'Credits are conserved: what was granted and bought, less what was spent, expired and forfeited, is what is available, frozen or reserved. No lot is ever negative.',
  'Frozen credits don’t move: no lot is cut, spent or expires at the start of a pause, in it, or when it ends.',
  'While the order history is kept, it never shrinks and no lead is delivered into it twice. An end closes it, and a new subscription begins an empty one.',
  'The tools are open exactly while the period is paid, or its charge is awaited or retried: never a moment after that, and never locked before the end of what is paid for.',
  'While a command waits for its money, other commands on the subscription are refused `payment_in_progress`; but never `cancel`, which drops what waits, and never an order.',
  'The same command under the same key is carried out once, and answered alike ever after.',
  'A refused command changes nothing: only what time had brought about before it stays.',
  'A subscription that has ended never changes again. Every other way out of a situation is a row above.',
  'The audit trail of an account is a chain of hashes that verifies, from its first event to its last.',
];

function dropped(situation: Situation): string {
  if (situation === 'active, pause scheduled') return ', the pause is dropped';
  return situation === 'active, change scheduled' ? ', the change is dropped' : '';
}

function cellOf(situation: Situation, command: MatrixCommand): string {
  const cell = matrix[situation][command];
  return 'refuses' in cell ? `refused \`${cell.refuses}\`` : TRANSITIONS[cell.does].cell(situation);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function matrixTable(commands: readonly MatrixCommand[], withPeriodEnd: boolean): string {
  const head = [
    'situation',
    ...commands.map((command) => `\`${command}\``),
    ...(withPeriodEnd ? ['the period’s end'] : []),
  ];
  const rows = situations.map((situation) => [
    situation,
    ...commands.map((command) => cellOf(situation, command)),
    ...(withPeriodEnd ? [PERIOD_ENDS[periodEnds[situation]].cell] : []),
  ]);
  return table(head, rows);
}

function used<T extends string>(catalogue: Record<T, unknown>, cells: ReadonlySet<string>): readonly T[] {
  return (Object.keys(catalogue) as T[]).filter((key) => cells.has(key));
}

function allCells() {
  return situations.flatMap((situation) => matrixCommands.map((command) => matrix[situation][command]));
}

/** The page about the lifecycle, made from the matrix that the engine decides by. */
export async function lifecycleDocument(): Promise<string> {
  const cells = allCells();
  const refusing = new Set(cells.flatMap((cell) => ('refuses' in cell ? [cell.refuses] : [])));
  const doing = new Set(cells.flatMap((cell) => ('does' in cell ? [cell.does] : [])));
  const ends = new Set(Object.values(periodEnds));
  const first = matrixCommands.filter((command) => command !== 'top_up' && command !== 'place_order');
  const codes = Object.keys(refusalSentences) as RefusalCode[];
  const text = [
    '# The lifecycle of a subscription',
    'Generated by `npm run docs` from `src/domain/subscription/matrix.ts`, the table that the engine decides by. Do not edit it here: a test fails when this page and the table differ.',
    '## Situations',
    table(
      ['situation', 'what holds'],
      situations.map((situation) => [situation, SITUATIONS[situation]]),
    ),
    '## Commands',
    table(
      ['command', 'what is asked'],
      matrixCommands.map((command) => [`\`${command}\``, COMMANDS[command]]),
    ),
    '## What a command does in each situation',
    matrixTable(first, true),
    matrixTable(['top_up', 'place_order'], false),
    '### In words',
    used(TRANSITIONS, doing)
      .map((name) => `- **${words(name)}**: ${TRANSITIONS[name].meaning}`)
      .join('\n'),
    '### The period’s end',
    used(PERIOD_ENDS, ends)
      .map((name) => `- **${PERIOD_ENDS[name].cell}**: ${PERIOD_ENDS[name].meaning}`)
      .join('\n'),
    '## What always holds',
    INVARIANTS.map((invariant, index) => `${index + 1}. ${invariant}`).join('\n'),
    '`npm run proof` lives a million steps of random histories, in which commands, declined cards, late, repeated and reordered answers and clocks meet at every boundary. After each step it checks what holds here, and compares the engine with a second telling of this page, `test/proof/reference/`, that shares no line with it.',
    '## Refusals',
    'The situation’s refusal comes before the command’s own. Codes are stable; the sentences are what people read.',
    table(
      ['code', 'sentence', 'said by'],
      codes.map((code) => [`\`${code}\``, refusalSentences[code], refusing.has(code) ? 'the matrix' : 'the command']),
    ),
  ].join('\n\n');
  const options = await resolveConfig(LIFECYCLE_FILE);
  return format(text, { ...options, filepath: LIFECYCLE_FILE });
}

/** `scheduleCancel` as "schedule cancel". */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(LIFECYCLE_FILE, await lifecycleDocument());
