/** What the demo catalogue is made of; shares are relative weights. */

export interface Weighted {
  readonly value: string;
  readonly weight: number;
}

export const INDUSTRIES: readonly Weighted[] = [
  { value: 'Software', weight: 18 },
  { value: 'Marketing and advertising', weight: 12 },
  { value: 'Financial services', weight: 9 },
  { value: 'Professional services', weight: 9 },
  { value: 'Manufacturing', weight: 8 },
  { value: 'Healthcare', weight: 8 },
  { value: 'E-commerce', weight: 7 },
  { value: 'Construction', weight: 5 },
  { value: 'Real estate', weight: 5 },
  { value: 'Education', weight: 4 },
  { value: 'Logistics', weight: 4 },
  { value: 'Staffing and recruiting', weight: 4 },
  { value: 'Telecommunications', weight: 3 },
  { value: 'Energy', weight: 3 },
  { value: 'Hospitality', weight: 3 },
  { value: 'Insurance', weight: 3 },
];

export const COMPANY_SIZES: readonly Weighted[] = [
  { value: '1–10', weight: 18 },
  { value: '11–50', weight: 26 },
  { value: '51–200', weight: 24 },
  { value: '201–500', weight: 13 },
  { value: '501–1,000', weight: 8 },
  { value: '1,001–5,000', weight: 7 },
  { value: '5,001–10,000', weight: 2 },
  { value: '10,001+', weight: 2 },
];

/** `dial` is the country's prefix; the numbers after it are made up. */
export const COUNTRIES: readonly (Weighted & { readonly dial: string })[] = [
  { value: 'United States', weight: 40, dial: '1' },
  { value: 'United Kingdom', weight: 12, dial: '44' },
  { value: 'Canada', weight: 8, dial: '1' },
  { value: 'Germany', weight: 7, dial: '49' },
  { value: 'France', weight: 5, dial: '33' },
  { value: 'Australia', weight: 5, dial: '61' },
  { value: 'Netherlands', weight: 4, dial: '31' },
  { value: 'Spain', weight: 3, dial: '34' },
  { value: 'Italy', weight: 3, dial: '39' },
  { value: 'India', weight: 3, dial: '91' },
  { value: 'Sweden', weight: 2, dial: '46' },
  { value: 'Ireland', weight: 2, dial: '353' },
  { value: 'Poland', weight: 2, dial: '48' },
  { value: 'Brazil', weight: 2, dial: '55' },
  { value: 'Singapore', weight: 1, dial: '65' },
  { value: 'South Africa', weight: 1, dial: '27' },
];

/** Titles by seniority; `{}` is the department. */
export const SENIORITIES: readonly (Weighted & { readonly titles: readonly string[] })[] = [
  {
    value: 'Founder',
    weight: 10,
    titles: ['Founder', 'Co-Founder', 'Founder and CEO', 'Owner', 'Managing Partner'],
  },
  {
    value: 'C-level',
    weight: 14,
    titles: [
      'Chief Executive Officer',
      'Chief Financial Officer',
      'Chief Marketing Officer',
      'Chief Operating Officer',
      'Chief Revenue Officer',
      'Chief Technology Officer',
    ],
  },
  { value: 'Vice president', weight: 12, titles: ['VP of {}', 'Senior VP of {}'] },
  { value: 'Director', weight: 18, titles: ['Director of {}', 'Senior Director of {}'] },
  { value: 'Head', weight: 12, titles: ['Head of {}', 'Global Head of {}'] },
  { value: 'Manager', weight: 20, titles: ['{} Manager', 'Senior {} Manager'] },
  { value: 'Specialist', weight: 14, titles: ['{} Specialist', '{} Analyst', '{} Coordinator'] },
];

export const DEPARTMENTS: readonly string[] = [
  'Sales',
  'Marketing',
  'Business Development',
  'Finance',
  'Operations',
  'Human Resources',
  'Engineering',
  'Product',
  'Customer Success',
  'Procurement',
];

export const MAIL_PROVIDERS: readonly string[] = ['mail.example', 'post.example', 'inbox.example', 'letters.example'];
