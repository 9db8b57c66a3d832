import type { JSX } from 'hono/jsx/jsx-runtime';
import { balance } from '../../domain/credits/lots.ts';
import type { CreditLot } from '../../domain/credits/types.ts';
import { decide } from '../../domain/subscription/decide.ts';
import { periodEnds, situationOf } from '../../domain/subscription/matrix.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { Button, ButtonRow, Empty, Figures, Panel, Table } from '../../ui/components/index.ts';
import type { Column } from '../../ui/components/index.ts';
import { formatDate, formatNumber } from '../../ui/format.ts';
import { creditTexts as t } from '../../ui/messages/billing.ts';
import { refusalSentences } from '../../ui/messages/refusals.ts';
import { topUpObstacle } from './top-up-obstacle.ts';
import { planName } from './words.ts';

/** The credits of an account, lot by lot, and what the end of the period does to each. */
export function CreditLots({ state }: { state: AccountState }): JSX.Element {
  const lots = state.lots.filter((lot) => lot.available + lot.reserved > 0);
  return (
    <>
      <Panel title={t.title} footer={<Buy state={state} />}>
        <Balance state={state} />
      </Panel>
      <Panel title={t.lots} flush>
        {lots.length === 0 ? (
          <Empty title={t.noLots}>{state.subscription?.status === 'active' ? t.noLotsText : t.noLotsEnded}</Empty>
        ) : (
          <Table caption={t.lots} columns={columns(state)} rows={lots} />
        )}
      </Panel>
    </>
  );
}

/** What can be spent, and what waits. */
export function Balance({ state }: { state: AccountState }): JSX.Element {
  const { available, frozen, reserved } = balance(state);
  return (
    <Figures
      facts={[
        { label: t.available, value: formatNumber(available) },
        frozen > 0 ? { label: t.frozen, value: formatNumber(frozen), detail: t.frozenDetail } : null,
        reserved > 0 ? { label: t.reserved, value: formatNumber(reserved) } : null,
      ]}
    />
  );
}

function Buy({ state }: { state: AccountState }): JSX.Element {
  const obstacle = topUpObstacle(state);
  return (
    <div class="stack">
      {obstacle === null ? null : <p class="hint">{refusalSentences[obstacle]}</p>}
      <ButtonRow>
        {obstacle === null ? <Button href="/settings/billing/top-up">{t.buy}</Button> : null}
        <Button kind="secondary" href="/settings/billing/credits">
          {t.movements}
        </Button>
      </ButtonRow>
    </div>
  );
}

function columns(state: AccountState): readonly Column<CreditLot>[] {
  const { account, subscription, policy } = state;
  const after = lotsAfterPeriod(state);
  const goesOn = subscription !== null && subscription.status !== 'ended';
  return [
    {
      title: t.lotColumns.source,
      cell: (lot) => (
        <>
          {t.source[lot.source](planName(policy, lot.planCode))}
          <span class="fact-detail">{t.since(formatDate(lot.grantedAt, account.timeZone))}</span>
        </>
      ),
    },
    {
      title: goesOn ? t.nextOn(formatDate(subscription.period.end, account.timeZone)) : t.lotColumns.next,
      cell: (lot) => (
        <>
          {nextText(state, lot, after.get(lot.id) ?? 0)}
          <span class="fact-detail">{rolloverText(lot)}</span>
        </>
      ),
    },
    { title: t.lotColumns.left, cell: leftText, figure: true },
  ];
}

function rolloverText(lot: CreditLot): string {
  if (lot.source !== 'plan') return t.rollover[lot.source]();
  return t.rollover[lot.rollover ?? 'all'](formatNumber(lot.rolloverCap * lot.planCredits));
}

function leftText(lot: CreditLot): JSX.Element {
  return (
    <>
      {formatNumber(lot.available + lot.reserved)}
      {lot.reserved > 0 ? <span class="fact-detail">{t.held(formatNumber(lot.reserved))}</span> : null}
    </>
  );
}

/** What would be left of each lot after the period's end, as the engine itself decides it. */
function lotsAfterPeriod(state: AccountState): ReadonlyMap<string, number> {
  const { subscription } = state;
  const after = subscription === null ? state : decide(state, { do: 'tick' }, subscription.period.end).next;
  return new Map(after.lots.map((lot) => [lot.id, lot.available + lot.reserved]));
}

function nextText(state: AccountState, lot: CreditLot, after: number): string {
  const status = state.subscription?.status ?? 'ended';
  const what = periodEnds[situationOf(state)];
  if (status === 'ended') return t.next.waits;
  if (what === 'end') return lot.source === 'bought' ? t.next.waits : t.next.lost;
  if (what === 'startPause') return t.next.freezes;
  if (status === 'paused') return t.next.frozen;
  const lost = lot.available + lot.reserved - after;
  if (lost <= 0) return t.next.stays;
  return after === 0 ? t.next.expires : t.next.cut(formatNumber(lost), formatNumber(after));
}
