import type { LeadField } from '../../domain/orders/types.ts';
import type { BoughtLead } from '../../queries/orders.ts';
import { leadColumns as t } from '../../ui/messages/orders.ts';

interface CsvColumn {
  readonly title: string;
  readonly cell: (lead: BoughtLead) => string;
  /** Only in files of orders that bought it. */
  readonly field?: LeadField;
}

const COLUMNS: readonly CsvColumn[] = [
  { title: t.firstName, cell: (lead) => lead.firstName },
  { title: t.lastName, cell: (lead) => lead.lastName },
  { title: t.title, cell: (lead) => lead.title },
  { title: t.seniority, cell: (lead) => lead.seniority },
  { title: t.company, cell: (lead) => lead.company },
  { title: t.industry, cell: (lead) => lead.industry },
  { title: t.companySize, cell: (lead) => lead.companySize },
  { title: t.country, cell: (lead) => lead.country },
  { title: t.businessEmail, cell: (lead) => lead.businessEmail, field: 'business_email' },
  {
    title: t.emailVerification,
    cell: (lead) => (lead.emailVerification ? t.yes : ''),
    field: 'email_verification',
  },
  { title: t.personalEmail, cell: (lead) => lead.personalEmail ?? '', field: 'personal_email' },
  { title: t.mobile, cell: (lead) => lead.mobile ?? '', field: 'mobile' },
  { title: t.order, cell: (lead) => lead.orderId },
  { title: t.deliveredAt, cell: (lead) => lead.deliveredAt.toString({ smallestUnit: 'second' }) },
];

/** Leads as rows of a file with the columns of these fields. */
export function leadTable(
  fields: readonly LeadField[],
  batches: AsyncIterable<readonly BoughtLead[]>,
): { columns: readonly string[]; rows: AsyncIterable<readonly (readonly string[])[]> } {
  const columns = COLUMNS.filter(({ field }) => field === undefined || fields.includes(field));
  return { columns: columns.map(({ title }) => title), rows: rowsOf(columns, batches) };
}

async function* rowsOf(columns: readonly CsvColumn[], batches: AsyncIterable<readonly BoughtLead[]>) {
  for await (const leads of batches) yield leads.map((lead) => columns.map(({ cell }) => cell(lead)));
}
