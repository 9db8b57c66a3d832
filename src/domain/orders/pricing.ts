import type { LeadField } from './types.ts';

/** Credits for each field of one delivered lead, in the order in which they are listed. */
export const FIELD_CREDITS: Readonly<Record<LeadField, number>> = {
  business_email: 1,
  email_verification: 1,
  personal_email: 2,
  mobile: 5,
};

/** Every field that can be bought, in the order in which pages and files show them. */
export const LEAD_FIELDS = Object.keys(FIELD_CREDITS) as readonly LeadField[];

/** The fields of an order as they are stored: the business e-mail always, each once, in one order. */
export function orderedFields(fields: readonly LeadField[]): readonly LeadField[] {
  return LEAD_FIELDS.filter((field) => field === 'business_email' || fields.includes(field));
}

/** What one delivered lead costs; the business e-mail is part of every order. */
export function creditsPerLead(fields: readonly LeadField[]): number {
  return orderedFields(fields).reduce((sum, field) => sum + FIELD_CREDITS[field], 0);
}
