/** Who a lead is. */
export interface LeadIdentity {
  /** Counted from 1; orders are delivered in this order. */
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly seniority: string;
  readonly industry: string;
  readonly company: string;
  readonly companySize: string;
  readonly country: string;
}

/** One person in the catalogue, with everything that can be bought. */
export interface CatalogueLead extends LeadIdentity {
  readonly businessEmail: string;
  readonly personalEmail: string;
  readonly mobile: string;
  /** Whether the business e-mail will pass verification when the lead is delivered. */
  readonly verified: boolean;
}

/** Where leads come from. */
export interface Catalogue {
  leads(): AsyncIterable<CatalogueLead>;
}
