import { describe, expect, test } from 'vitest';
import { changeAccount } from '../../../src/actions/change-account.ts';
import type { FlowDefinition } from '../../../src/domain/flow/types.ts';
import type { Company } from '../../testkit/desk.ts';
import { pdfText } from '../pdf-text.ts';
import type { Visitor } from '../visitor.ts';
import { Visits } from './visits.ts';

const visits = new Visits();

const discounting: FlowDefinition = {
  code: 'discounting',
  version: 1,
  reasons: [{ id: 'price', label: 'Too expensive', pages: ['less'] }],
  pages: [
    {
      id: 'less',
      title: 'A fifth less',
      body: [],
      offers: [
        {
          id: 'fifth',
          effect: { kind: 'discount', percent: 20, periods: 2 },
          text: 'A fifth less for two months.',
          label: 'Take it',
          when: [],
        },
      ],
    },
  ],
  closingPages: [],
};

async function invoicePath(company: Company, number: number): Promise<string> {
  const { id } = await visits.desk.database.db
    .selectFrom('invoices')
    .select('id')
    .where('account_id', '=', company.accountId)
    .where('number', 'like', `%-${String(number).padStart(4, '0')}`)
    .executeTakeFirstOrThrow();
  return `/settings/billing/invoices/${id}`;
}

/** The same invoice as a page and as a file. */
async function bothOf(owner: Visitor, path: string): Promise<{ page: string; pdf: string }> {
  const { text } = await owner.get(path);
  return { page: text, pdf: pdfText(await owner.bytes(`${path}.pdf`)) };
}

describe('an invoice', () => {
  test('says who owes what to whom, for which period, and how it was paid', async () => {
    const { company, owner } = await visits.begin();
    const { page, pdf } = await bothOf(owner, await invoicePath(company, 1));
    const state = await company.state();
    for (const text of [page, pdf]) {
      expect(text).toContain('ListKit');
      expect(text).toContain('support@desk.test');
      expect(text).toContain(state.account.name);
      expect(text).toContain('United States');
      expect(text).toContain('31 January 2026 to 28 February 2026');
      expect(text).toContain('New York');
      expect(text).toContain('Starter plan');
      expect(text).toContain('$97.00');
      expect(text).toContain('Paid on 31 January 2026 with Visa ending in 4242.');
    }
  });

  test('comes as a file under its number', async () => {
    const { company, owner } = await visits.begin();
    const path = await invoicePath(company, 1);
    const { headers } = await owner.get(`${path}.pdf`);
    const { code } = (await company.state()).account;
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${code.toUpperCase()}-0001.pdf"`);
    const [once, again] = [await owner.bytes(`${path}.pdf`), await owner.bytes(`${path}.pdf`)];
    expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
    expect(Buffer.from(once).toString('latin1').startsWith('%PDF')).toBe(true);
  });

  test('of a longer interval says what was taken off', async () => {
    const { company, owner } = await visits.begin();
    await company.to('2026-02-10T15:00:00Z');
    await company.do({ do: 'change_plan', plan: 'growth_yearly' });
    const { page, pdf } = await bothOf(owner, await invoicePath(company, 2));
    for (const text of [page, pdf]) {
      expect(text).toContain('Growth (yearly) plan');
      expect(text).toContain('$2,970.00');
      expect(text).toMatch(/Unused part of Starter\s+-\$\d\d\.\d\d/u);
      expect(text).toContain('10 February 2026 to 10 February 2027');
    }
  });

  test('of a discount says how much it took off', async () => {
    const { company, owner } = await visits.begin();
    await company.do({ do: 'start_attempt', flow: discounting });
    const attemptId = (await company.state()).attempt?.id ?? '';
    await company.do({ do: 'answer_reason', flow: discounting, attemptId, reason: 'price', note: null });
    await company.do({ do: 'accept_offer', flow: discounting, attemptId, page: 'less', offerId: 'fifth' });
    await company.to('2026-03-01T15:00:00Z');
    const { page, pdf } = await bothOf(owner, await invoicePath(company, 2));
    expect(page).toContain('Starter plan $97.00 Discount -$19.40 Total $77.60');
    expect(pdf).toContain('Discount');
    expect(pdf).toContain('-$19.40');
  });

  test('of a change of plan and of a pause says so', async () => {
    const { company, owner } = await visits.begin();
    await company.do({ do: 'change_plan', plan: 'growth' });
    await company.do({ do: 'pause' });
    await company.to('2026-03-01T15:00:00Z');
    expect((await bothOf(owner, await invoicePath(company, 2))).pdf).toContain('Change to Growth, for the rest of the');
    expect((await bothOf(owner, await invoicePath(company, 3))).page).toContain(
      'Pause: credits and order history are kept $1.00',
    );
  });

  test('that is overdue says what is due, and every try with its reason', async () => {
    const { company, owner } = await visits.begin();
    await company.card('insufficientFunds');
    await company.to('2026-03-02T15:00:00Z');
    const { page, pdf } = await bothOf(owner, await invoicePath(company, 2));
    expect(page).toContain('Overdue');
    expect(page).toContain('Due $97.00');
    expect(page).toContain('Not paid yet.');
    expect(page).toContain(
      '28 February 2026, 10:00 New York time Your bank said that there is not enough money on the card.',
    );
    expect(page).toContain('1 March 2026, 10:00 New York time Your bank said');
    expect(pdf).toContain('Due');
    await company.do({ do: 'cancel' });
    expect((await bothOf(owner, await invoicePath(company, 2))).pdf).toContain('Void since 2 March 2026');
  });

  test('names the card that paid it, not the one of today', async () => {
    const { company, owner } = await visits.begin();
    await company.card('succeeds');
    await company.do({ do: 'top_up', credits: 1_000 });
    await company.card('declinesLater');
    expect((await bothOf(owner, await invoicePath(company, 2))).page).toContain('with Visa ending in 4242.');
    // the first card is on no record once it is replaced
    expect((await bothOf(owner, await invoicePath(company, 1))).page).toContain('Paid on 31 January 2026. ');
  });

  test('stays as it was issued when the company moves and takes another name', async () => {
    const { company, owner } = await visits.begin();
    await company.to('2026-02-10T15:00:00Z');
    const path = await invoicePath(company, 1);
    const before = await owner.bytes(`${path}.pdf`);
    const account = { db: visits.desk.database.db, wake: () => undefined };
    const name = '株式会社 Acme';
    await changeAccount(account, company.members.owner, {
      do: 'change_company',
      name,
      country: 'JP',
      timeZone: 'Asia/Tokyo',
    });
    await company.do({ do: 'top_up', credits: 1_000 });
    expect(Buffer.from(before).equals(Buffer.from(await owner.bytes(`${path}.pdf`)))).toBe(true);
    expect((await owner.get(path)).text).not.toContain(name);
    const after = await bothOf(owner, await invoicePath(company, 2));
    expect(after.page).toContain(`${name} Japan`);
    expect(after.page).toContain('11 February 2026');
    expect(after.pdf).toContain('ZhuShiHuiShe Acme');
    expect(after.pdf).toContain('Names are written in Latin letters here');
  });
});
