/** What plans are sold in. */
export const CURRENCY = 'USD';
