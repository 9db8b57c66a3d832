import type { JSX } from 'hono/jsx/jsx-runtime';
import { creditsPerLead, FIELD_CREDITS } from '../../domain/orders/pricing.ts';
import type { LeadSearch } from '../../queries/leads.ts';
import {
  Button,
  ButtonRow,
  CheckboxGroup,
  Empty,
  Facts,
  Field,
  Form,
  FormProblem,
  Panel,
} from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { creditsText, leadFieldLabels, orderFormTexts as t } from '../../ui/messages/leads.ts';
import { filterParameters, leadsProblem, OPTIONAL_FIELDS } from './search-form.ts';
import type { SearchChoice } from './search-form.ts';

interface OrderPanelProps {
  choice: SearchChoice;
  found: LeadSearch;
  credits: { readonly available: number };
  mayBuy: boolean;
  form: FormState | undefined;
}

/** How many are suggested as long as nobody said how many. */
const SUGGESTED_LEADS = 100;

/** What an order of these leads holds and costs, and the button that places it. */
export function OrderPanel(props: OrderPanelProps): JSX.Element {
  const { choice, found, credits, form } = props;
  if (found.newToYou === 0) return <Empty title={t.allDelivered}>{t.allDeliveredText}</Empty>;
  const perLead = creditsPerLead(choice.fields);
  const leads = choice.leads ?? suggested(found.newToYou, credits.available, perLead);
  const problem = leadsProblem({ leads, fields: choice.fields }, found.newToYou, credits.available);
  return (
    <Panel title={t.title}>
      <Form action="/orders" keyed label={t.title} preview="/">
        <FormProblem form={form} />
        {filterParameters(choice.filter).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <CheckboxGroup
          label={t.fields}
          hint={t.fieldsHint}
          name="field"
          options={OPTIONAL_FIELDS.map((field) => ({
            value: field,
            label: leadFieldLabels[field],
            detail: t.fieldPrice(FIELD_CREDITS[field]),
          }))}
          values={choice.fields}
          form={form}
        />
        <Field
          label={t.leads}
          hint={t.leadsHint(found.newToYou)}
          name="leads"
          type="number"
          width="short"
          min={1}
          max={found.newToYou}
          value={String(leads)}
          error={form?.errors['leads'] ?? problem ?? undefined}
          form={form}
        />
        <Button kind="secondary" small name="do" value="price">
          {t.update}
        </Button>
        <Total
          leads={leads}
          perLead={perLead}
          available={credits.available}
          possible={problem === null}
          mayBuy={props.mayBuy}
        />
      </Form>
    </Panel>
  );
}

interface TotalProps {
  leads: number;
  perLead: number;
  available: number;
  /** Whether this many can be ordered. */
  possible: boolean;
  mayBuy: boolean;
}

/** The total that is ordered: if the form says another by then, the order is shown again first. */
function Total({ leads, perLead, available, possible, mayBuy }: TotalProps): JSX.Element {
  const total = leads * perLead;
  return (
    <div id="order-total" class="fields" aria-live="polite" data-follows>
      <input type="hidden" name="quoted" value={String(total)} />
      <Facts
        facts={[
          { label: t.perLead, value: creditsText(perLead), figure: true },
          { label: t.total, value: creditsText(total), figure: true },
          possible ? { label: t.after, value: formatNumber(available - total), figure: true } : null,
        ]}
      />
      <ButtonRow>
        {possible ? (
          <Button name="do" value="order">
            {t.orderFor(leads, total)}
          </Button>
        ) : null}
        {total > available && mayBuy ? (
          <Button kind="secondary" href="/settings/billing/top-up">
            {t.buyCredits}
          </Button>
        ) : null}
      </ButtonRow>
      <p class="hint">{t.onlyDelivered}</p>
    </div>
  );
}

function suggested(newToYou: number, available: number, perLead: number): number {
  return Math.max(1, Math.min(SUGGESTED_LEADS, newToYou, Math.floor(available / perLead)));
}
