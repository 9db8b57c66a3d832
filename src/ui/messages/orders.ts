import { formatNumber } from '../format.ts';
import { creditsText, leadsText } from './leads.ts';

export const orderStatusLabels = {
  running: 'Running',
  completed: 'Complete',
} as const;

export const ordersTexts = {
  title: 'Orders',
  intro: 'The leads of every order stay yours to download, also after your subscription has ended.',
  caption: 'Your orders',
  order: 'Order',
  placed: 'Placed',
  leads: 'Leads',
  leadsOf: (delivered: number, requested: number) => `${formatNumber(delivered)} of ${formatNumber(requested)}`,
  credits: 'Credits spent',
  status: 'Status',
  by: (name: string) => `by ${name}`,
  byFormer: 'by a former member',
  exportAll: 'Download everything (CSV)',
  newSearch: 'Search leads',
  empty: 'No orders yet',
  emptyText:
    'Search the catalogue, choose how many leads you want, and order them with your credits. They appear here.',
} as const;

export const orderTexts = {
  title: (search: string) => `Order: ${search}`,
  number: 'Order number',
  delivery: 'Delivery',
  progress: 'Delivered so far',
  progressText: (delivered: number, requested: number) =>
    `${formatNumber(delivered)} of ${formatNumber(requested)} leads`,
  runningText: 'Leads are looked up, checked and delivered. You can leave this page; the order goes on.',
  completed: (at: string) => `Complete since ${at}.`,
  fell: (delivered: number, requested: number, released: number) =>
    `${formatNumber(delivered)} of the ${leadsText(requested)} that you asked for ${delivered === 1 ? 'was' : 'were'} delivered; ${creditsText(released)} ${released === 1 ? 'was' : 'were'} released.`,
  figures: {
    delivered: 'Delivered',
    rejected: 'Failed the check',
    rejectedDetail: 'Not charged',
    spent: 'Credits spent',
    perLead: (credits: number) => `${creditsText(credits)} a lead`,
    held: 'Credits held',
    heldDetail: 'For what is still to come',
    released: 'Credits released',
    releasedDetail: 'Held, but not used',
  },
  details: 'What was ordered',
  search: 'Search',
  searchAgain: 'Search this again',
  fields: 'Of each lead',
  requested: 'Leads asked for',
  placed: 'Placed',
  leads: 'Leads',
  download: 'Download (CSV)',
  noLeads: 'No lead has been delivered yet',
  noLeadsText: 'They appear here as they come.',
  nothing: 'No lead was delivered',
  nothingText: 'Nothing was charged: all credits that it held were released.',
} as const;

/** The columns of a list of leads, on pages and in files. */
export const leadColumns = {
  firstName: 'First name',
  lastName: 'Last name',
  name: 'Name',
  title: 'Title',
  seniority: 'Seniority',
  company: 'Company',
  industry: 'Industry',
  companySize: 'Company size',
  country: 'Country',
  businessEmail: 'Business e-mail',
  emailVerification: 'Business e-mail verified',
  verified: 'Verified',
  personalEmail: 'Personal e-mail',
  mobile: 'Mobile number',
  order: 'Order',
  deliveredAt: 'Delivered at (UTC)',
  yes: 'yes',
} as const;
