import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Charge } from '../../domain/billing/types.ts';
import type { ChargeAtBank, SandboxBank } from '../../ports/payments.ts';
import { Choices, Facts, Form, Panel } from '../../ui/components/index.ts';
import { formatMoney } from '../../ui/format.ts';
import { bankTexts as t } from '../../ui/messages/billing.ts';
import { memberOf, requireMember } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { BadRequest, NotFound } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';
import { payersOnly } from '../payers-only.tsx';
import { paths } from '../subscription/paths.ts';
import { BANK_ANSWERS, noteBankAnswer } from './at-the-bank.ts';
import type { BankAnswer } from './at-the-bank.ts';

const PATH = '/sandbox/authenticate/:chargeKey';
const answerForm = z.object({ said: z.enum(BANK_ANSWERS) });

/** The page on which the sandbox plays the customer's bank: approve or decline a payment of one's own account. */
export function sandboxAuthenticationRoutes(bank: SandboxBank): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  const guards: MiddlewareHandler<PortalEnv>[] = [requireMember, payersOnly];
  for (const guard of guards) routes.use(PATH, guard);
  routes.get(PATH, async (c) => {
    const charge = await chargeOf(c, bank);
    if (charge.outcome.kind !== 'needs_authentication') return alreadyAnswered(c, charge);
    await waitingCharge(c, charge);
    return showQuestion(c, charge);
  });
  routes.post(PATH, async (c) => {
    const form = readForm(c, answerForm);
    if (!form.ok) throw new BadRequest('bad_request');
    const charge = await chargeOf(c, bank);
    if (charge.outcome.kind !== 'needs_authentication') return alreadyAnswered(c, charge);
    const waiting = await waitingCharge(c, charge);
    await bank.settle(charge.chargeKey, form.value.said);
    noteBankAnswer(c, charge.chargeKey, form.value.said);
    return c.redirect(whereItIsAwaited(waiting), 303);
  });
  return routes;
}

/** A charge of the member's own account; unknown and another account's are the same. */
async function chargeOf(c: PortalContext, bank: SandboxBank): Promise<ChargeAtBank> {
  const charge = await bank.chargeAtBank(c.req.param('chargeKey') ?? '');
  if (charge === null || charge.accountId !== memberOf(c).accountId) throw new NotFound();
  return charge;
}

/** The charge as the account knows it. What nobody waits for any more, because it expired or was dropped, is gone. */
async function waitingCharge(c: PortalContext, { accountId, chargeKey }: ChargeAtBank): Promise<Charge> {
  const { state } = await c.get('app').view(accountId);
  const charge = state.charges.find(({ id, status }) => id === chargeKey && status === 'needs_authentication');
  if (charge === undefined) throw new NotFound();
  return charge;
}

/** The page that says what was answered, and then what came of it. */
function whereItIsAwaited({ id, invoiceId, purpose }: Charge): string {
  if (purpose === 'top_up') return '/settings/billing/top-up/payment';
  return invoiceId === null ? `${paths.plan}?payment=${encodeURIComponent(id)}` : paths.billing;
}

/** Perhaps in another browser: from now on this one knows it, too. */
function alreadyAnswered(c: PortalContext, { chargeKey, outcome }: ChargeAtBank): Response {
  noteBankAnswer(c, chargeKey, outcome.kind === 'succeeded' ? 'approve' : 'decline');
  return redirectWith(c, paths.billing, 'info', t.answered);
}

function showQuestion(c: PortalContext, charge: ChargeAtBank): Promise<Response> {
  const { brand } = c.get('app').config;
  const amount = formatMoney(charge.amountMinor, charge.currency);
  const answer = (label: string, detail: string, said: BankAnswer) => ({
    label,
    detail,
    name: 'said',
    value: said,
  });
  return showPage(
    c,
    { title: t.title, intro: t.intro, width: 'text', noBanner: true },
    <Panel title={t.question(amount, brand)}>
      <Facts
        facts={[
          { label: t.amount, value: amount },
          { label: t.merchant, value: brand },
          { label: t.card, value: `•••• ${charge.last4}` },
        ]}
      />
      <Form action={`/sandbox/authenticate/${encodeURIComponent(charge.chargeKey)}`}>
        <Choices
          options={[answer(t.approve, t.approveDetail, 'approve'), answer(t.decline, t.declineDetail, 'decline')]}
        />
      </Form>
    </Panel>,
  );
}
