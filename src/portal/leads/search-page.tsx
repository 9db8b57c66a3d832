import type { JSX } from 'hono/jsx/jsx-runtime';
import type { LeadFacets, LeadSearch, SampleLead } from '../../queries/leads.ts';
import {
  Button,
  ButtonRow,
  CheckboxGroup,
  Empty,
  Field,
  Figures,
  Form,
  FormProblem,
  Panel,
  Table,
} from '../../ui/components/index.ts';
import type { Column, FormState } from '../../ui/components/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { searchTexts as t } from '../../ui/messages/leads.ts';
import { OrderPanel } from './order-panel.tsx';
import type { SearchChoice } from './search-form.ts';

interface SearchPageProps {
  facets: LeadFacets;
  /** Null when the filters cannot be read. */
  choice: SearchChoice | null;
  found: LeadSearch | null;
  credits: { readonly available: number; readonly reserved: number };
  /** Whether the reader may buy credits. */
  mayBuy: boolean;
  /** The form that was sent, if something is wrong with it. */
  form: FormState | undefined;
}

/** The filters, what they find, and the order of it. */
export function SearchPage(props: SearchPageProps): JSX.Element {
  const { choice, found, credits } = props;
  return (
    <div class="search">
      <div class="stack">
        {found ? <Numbers found={found} credits={credits} /> : null}
        <Filters {...props} />
      </div>
      {choice !== null && found !== null && found.count > 0 ? (
        <div class="search-order">
          <OrderPanel choice={choice} found={found} credits={credits} mayBuy={props.mayBuy} form={props.form} />
        </div>
      ) : null}
      {found ? <Sample found={found} /> : <Empty title={t.unreadable}>{t.unreadableText}</Empty>}
    </div>
  );
}

function Numbers({ found, credits }: Pick<SearchPageProps, 'credits'> & { found: LeadSearch }): JSX.Element {
  return (
    <Panel>
      <Figures
        facts={[
          { label: t.matching, value: formatNumber(found.count) },
          {
            label: t.newToYou,
            value: formatNumber(found.newToYou),
            detail: t.inHistory(found.count - found.newToYou),
          },
          {
            label: t.creditsLeft,
            value: formatNumber(credits.available),
            detail: credits.reserved > 0 ? t.reserved(credits.reserved) : undefined,
          },
        ]}
      />
    </Panel>
  );
}

function Filters({ facets, choice, form }: SearchPageProps): JSX.Element {
  const filter = choice?.filter;
  return (
    <Panel title={t.filters}>
      <Form action="/" method="get" label={t.filters}>
        <FormProblem form={form} />
        <Field
          label={t.jobTitle}
          hint={t.jobTitleHint}
          name="title"
          type="search"
          optional
          maxlength={100}
          value={filter?.title}
          form={form}
        />
        <div class="facets">
          <Facet
            label={t.seniority}
            name="seniority"
            all={facets.seniorities}
            chosen={filter?.seniorities}
            form={form}
          />
          <Facet label={t.industry} name="industry" all={facets.industries} chosen={filter?.industries} form={form} />
          <Facet label={t.size} name="size" all={facets.companySizes} chosen={filter?.companySizes} form={form} />
          <Facet label={t.country} name="country" all={facets.countries} chosen={filter?.countries} form={form} />
        </div>
        <KeptChoice choice={choice} />
        <ButtonRow>
          <Button>{t.search}</Button>
          <Button kind="quiet" href="/">
            {t.clear}
          </Button>
        </ButtonRow>
      </Form>
    </Panel>
  );
}

interface FacetProps {
  label: string;
  name: string;
  all: readonly string[];
  chosen: readonly string[] | undefined;
  form: FormState | undefined;
}

/** One kind of values to choose from, folded to what is chosen. */
function Facet({ label, name, all, chosen = [], form }: FacetProps): JSX.Element {
  const error = form?.errors[name];
  return (
    <details class="facet" open={error !== undefined}>
      <summary>
        <span>{label}</span> <span class="muted">{chosen.length === 0 ? t.any : t.chosen(chosen)}</span>
      </summary>
      <CheckboxGroup label={label} name={name} options={optionsOf(all)} values={chosen} columns form={form} />
    </details>
  );
}

const options = new WeakMap<readonly string[], readonly { readonly value: string; readonly label: string }[]>();

/** The same options for the same values, so that what was rendered of them serves again. */
function optionsOf(values: readonly string[]) {
  const known = options.get(values) ?? values.map((value) => ({ value, label: value }));
  options.set(values, known);
  return known;
}

/** A new search keeps which fields are bought; how many leads depends on what it finds. */
function KeptChoice({ choice }: { choice: SearchChoice | null }): JSX.Element {
  const kept = (choice?.fields ?? []).filter((field) => field !== 'business_email');
  return (
    <>
      {kept.map((field) => (
        <input type="hidden" name="field" value={field} />
      ))}
    </>
  );
}

const SAMPLE_COLUMNS: readonly Column<SampleLead>[] = [
  {
    title: t.name,
    cell: (lead) => (
      <>
        {lead.firstName} {lead.lastName}
        <span class="fact-detail">{lead.title}</span>
      </>
    ),
  },
  {
    title: t.company,
    cell: (lead) => (
      <>
        {lead.company}
        <span class="fact-detail">
          {lead.industry} · {lead.companySize}
        </span>
      </>
    ),
  },
  {
    title: t.reach,
    cell: (lead) => (
      <>
        {lead.country}
        <span class="fact-detail">{lead.maskedEmail}</span>
      </>
    ),
  },
];

function Sample({ found }: { found: LeadSearch }): JSX.Element {
  if (found.count === 0) {
    return (
      <Empty
        title={t.nothing}
        icon="search"
        action={
          <Button kind="secondary" href="/">
            {t.clear}
          </Button>
        }
      >
        {t.nothingText}
      </Empty>
    );
  }
  const title = found.newToYou > 0 ? t.sample : t.sampleKnown;
  return (
    <Panel title={title} intro={t.sampleIntro} flush>
      <Table caption={title} columns={SAMPLE_COLUMNS} rows={found.sample} />
    </Panel>
  );
}
