import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Kysely } from 'kysely';
import type { Effect } from '../domain/subscription/effects.ts';
import type { Notice } from '../domain/subscription/notices.ts';
import { MailRefused, type Mailer, type MailMessage } from '../ports/mailer.ts';
import { billingAddresses, findMailAccount } from '../queries/mail.ts';
import { addEffects } from '../store/outbox.ts';
import type { OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import { renderMail } from '../ui/mail/templates.ts';
import type { EffectsLog, HandlerResult } from './handler.ts';

type MailEffect = Extract<Effect, { kind: 'mail' }>;

interface MailDeps {
  readonly db: Kysely<Tables>;
  readonly mailer: Mailer;
  readonly log: EffectsLog;
  readonly brand: string;
  readonly supportEmail: string;
  /** Where the portal is reached, without a slash at its end. */
  readonly baseUrl: string;
}

/** Somebody who is not logged in has no account, zone or currency. */
const VISITOR = { name: '', timeZone: 'UTC', currency: 'USD' };

/** Sends a notice to whom it names, else to the account's owners and billing members. */
export function createMail(deps: MailDeps): (row: OutboxRow) => Promise<HandlerResult> {
  return async ({ accountId, key, payload }) => {
    const { notice, only } = payload as MailEffect;
    const everybody = await recipients(deps, accountId, notice);
    const addresses = only === undefined ? everybody : everybody.filter((each) => onTheWire(each) === onTheWire(only));
    // who was to have it later is none of those who have it now
    if (only !== undefined && addresses.length === 0) return finished(notice);
    const to = addresses.filter(isAddress);
    if (to.length < addresses.length || to.length === 0) {
      deps.log.warn(
        { accountId, key, kind: notice.kind },
        'a mail has nobody, or somebody without an address, to go to',
      );
    }
    if (to.length === 0) return finished(notice);
    const account = (await findMailAccount(deps.db, accountId)) ?? VISITOR;
    const { brand, supportEmail, baseUrl } = deps;
    const mail = renderMail(notice, { brand, supportEmail, baseUrl, account });
    const answersTo = notice.kind === 'support_request' && isAddress(notice.from) ? { replyTo: notice.from } : {};
    return send(deps, { accountId, key, to, ...answersTo, ...mail }, notice);
  };
}

/** A mail that the server never takes is not tried for ever; whatever else fails is tried again. */
async function send({ db, mailer }: MailDeps, message: MailMessage, notice: Notice): Promise<HandlerResult> {
  const result = finished(notice);
  try {
    const missed = await mailer.send(message);
    const later = missed.filter(({ forGood }) => !forGood).map(({ address }) => alone(message.key, notice, address));
    if (later.length > 0) await db.transaction().execute((tx) => addEffects(tx, message.accountId, later));
    const never = missed.filter(({ forGood }) => forGood).map(({ why }) => why);
    return never.length === 0 ? result : { gaveUp: never.join('; '), forget: result === 'forget' };
  } catch (error) {
    if (error instanceof MailRefused) return { gaveUp: error.message, forget: result === 'forget' };
    throw error;
  }
}

/** The same mail for one of its recipients, who is tried again without the others: they have it. */
function alone(key: string, notice: Notice, address: string): MailEffect {
  const hash = createHash('sha256').update(address).digest('hex');
  return { kind: 'mail', key: `${key}_${hash.slice(0, 12)}`, notice, only: address };
}

/** An address as a mail server is told it, and tells it back. */
function onTheWire(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}

async function recipients(deps: MailDeps, accountId: string, notice: Notice): Promise<readonly string[]> {
  if ('to' in notice) return [notice.to];
  if (notice.kind === 'support_request') return [deps.supportEmail];
  return billingAddresses(deps.db, accountId);
}

/** Links that let somebody in are not kept once they are sent. */
function finished(notice: Notice): 'done' | 'forget' {
  return notice.kind === 'invitation' || notice.kind === 'password_reset' ? 'forget' : 'done';
}

/** One address: nothing that a mail server could read as two of them, or as another header. */
function isAddress(text: string): boolean {
  return /^[^\s@<>(),;:"\\[\]\p{Cc}]+@[^\s@<>(),;:"\\[\]\p{Cc}]+$/u.test(text);
}
