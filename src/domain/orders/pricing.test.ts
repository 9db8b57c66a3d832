import { describe, expect, it } from 'vitest';
import { creditsPerLead, orderedFields } from './pricing.ts';
import type { LeadField } from './types.ts';

describe('credits per lead', () => {
  const cases: [LeadField[], number][] = [
    [[], 1],
    [['business_email'], 1],
    [['business_email', 'email_verification'], 2],
    [['personal_email'], 3],
    [['mobile'], 6],
    [['business_email', 'email_verification', 'personal_email', 'mobile'], 9],
  ];
  it.each(cases)('%j cost %i', (fields, credits) => {
    expect(creditsPerLead(fields)).toBe(credits);
  });

  it('counts a field that is named twice once', () => {
    expect(creditsPerLead(['mobile', 'mobile', 'business_email', 'business_email'])).toBe(6);
  });

  it('stores fields in one order, with the business e-mail', () => {
    expect(orderedFields(['mobile', 'personal_email', 'mobile'])).toEqual([
      'business_email',
      'personal_email',
      'mobile',
    ]);
  });
});
