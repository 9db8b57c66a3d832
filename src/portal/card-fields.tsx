import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import type { CardInput } from '../ports/payments.ts';
import { Field, Notification, Panel, Table } from '../ui/components/index.ts';
import type { FormState } from '../ui/components/index.ts';
import { cardTexts as t } from '../ui/messages/billing.ts';

const EXPIRY = /^(0?[1-9]|1[0-2]) ?[/-]? ?(?:20)?(\d{2})$/u;

/** The fields of a card, for the schema of a form. */
export const cardFields = {
  number: z
    .string()
    .transform((text) => text.replaceAll(/[\s-]/gu, ''))
    .refine((digits) => /^\d{12,19}$/u.test(digits), t.numberWrong),
  expiry: z.string().trim().regex(EXPIRY, t.expiryWrong),
  cvc: z
    .string()
    .trim()
    .regex(/^\d{3,4}$/u, t.cvcWrong),
};

/** What was typed, as the provider takes it. */
export function cardFrom({ number, expiry, cvc }: { number: string; expiry: string; cvc: string }): CardInput {
  const [, month, year] = EXPIRY.exec(expiry) ?? [];
  return { number, expMonth: Number(month), expYear: 2000 + Number(year), cvc };
}

/** Beside which field the provider's no belongs. */
export function fieldOfFailure(failure: string): keyof typeof cardFields {
  if (failure === 'expired_card') return 'expiry';
  return failure === 'incorrect_cvc' ? 'cvc' : 'number';
}

/** The inputs of a card; nothing that was typed is ever written back into a page. */
export function CardInputs({ form }: { form: FormState | undefined }): JSX.Element {
  const common = { form, secret: true, inputmode: 'numeric' } as const;
  return (
    <>
      <Field {...common} label={t.number} name="number" autocomplete="cc-number" maxlength={23} width="medium" />
      <Field
        {...common}
        label={t.expiry}
        hint={t.expiryHint}
        name="expiry"
        autocomplete="cc-exp"
        maxlength={9}
        width="short"
      />
      <Field {...common} label={t.cvc} hint={t.cvcHint} name="cvc" autocomplete="cc-csc" maxlength={4} width="short" />
      <p class="hint">{t.safe}</p>
    </>
  );
}

/** The cards that the sandbox knows, for the demo. */
export function TestCards(): JSX.Element {
  return (
    <div class="stack">
      <Notification title={t.sandbox}>{t.sandboxText}</Notification>
      <Panel flush>
        <Table
          caption={t.sandbox}
          columns={[
            { title: t.sandboxColumns.number, cell: ([number]) => <span class="number">{number}</span> },
            { title: t.sandboxColumns.does, cell: ([, does]) => does },
          ]}
          rows={t.sandboxCards}
        />
      </Panel>
    </div>
  );
}
