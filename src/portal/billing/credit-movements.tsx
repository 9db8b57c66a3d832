import type { JSX } from 'hono/jsx/jsx-runtime';
import type { EntryKind } from '../../domain/credits/types.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { creditMovements } from '../../queries/billing.ts';
import type { CreditMovement } from '../../queries/billing.ts';
import type { Page } from '../../queries/orders.ts';
import { Empty, Pagination, Panel, Table } from '../../ui/components/index.ts';
import { formatDate, formatNumber, formatTime, zoneName } from '../../ui/format.ts';
import { billingTexts, creditTexts as t } from '../../ui/messages/billing.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { pageAsked } from '../page-asked.ts';
import { showPage } from '../page.tsx';
import { Balance } from './credit-lots.tsx';
import { planName } from './words.ts';

/** What a movement does to the credits that can be spent. */
const SIGN: Record<EntryKind, '+' | '−' | ''> = {
  granted: '+',
  bought: '+',
  released: '+',
  thawed: '',
  reserved: '−',
  // it was taken when it was reserved
  spent: '',
  expired: '−',
  forfeited: '−',
  frozen: '',
};

/** The ledger. */
export async function showCreditMovements(c: PortalContext): Promise<Response> {
  const app = c.get('app');
  const { accountId } = memberOf(c);
  const page = pageAsked(c);
  const { state } = await app.view(accountId);
  const movements = await creditMovements(app.db, accountId, page);
  return showPage(
    c,
    {
      title: t.pageTitle,
      settings: 'billing',
      crumbs: [{ label: billingTexts.title, href: '/settings/billing' }],
      intro: t.pageIntro(zoneName(state.account.timeZone)),
    },
    <>
      <Panel>
        <Balance state={state} />
      </Panel>
      <Movements state={state} movements={movements} />
    </>,
  );
}

function Movements({ state, movements }: { state: AccountState; movements: Page<CreditMovement> }): JSX.Element {
  if (movements.rows.length === 0) return <Empty title={t.noMovements}>{t.noMovementsText}</Empty>;
  return (
    <>
      <Panel flush>
        <Table
          caption={t.pageTitle}
          columns={[
            { title: t.movementColumns.what, cell: (row) => <What state={state} movement={row} /> },
            {
              title: t.movementColumns.credits,
              cell: (row) => `${SIGN[row.kind]}${formatNumber(row.credits)}`,
              figure: true,
            },
          ]}
          rows={movements.rows}
        />
      </Panel>
      <Pagination
        page={movements.page}
        pages={movements.pages}
        href={(page) => `/settings/billing/credits?page=${page}`}
      />
    </>
  );
}

function What({ state, movement }: { state: AccountState; movement: CreditMovement }): JSX.Element {
  const { kind, source, planCode, orderId, at } = movement;
  const { timeZone } = state.account;
  const when = t.atTime(formatDate(at, timeZone), formatTime(at, timeZone));
  return (
    <>
      {t.movement[kind]}
      <span class="fact-detail">
        {kind === 'bought' ? when : `${t.source[source](planName(state.policy, planCode))} · ${when}`}
        {orderId === null ? null : (
          <>
            {' · '}
            <a href={`/orders/${orderId}`}>{t.order}</a>
          </>
        )}
      </span>
    </>
  );
}
