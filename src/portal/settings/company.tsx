import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import { changeAccount } from '../../actions/change-account.ts';
import { mayDo } from '../../domain/account/permissions.ts';
import type { Account } from '../../domain/subscription/types.ts';
import { Button, ButtonRow, Facts, Field, Form, FormProblem, Panel, Select } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { formatDate } from '../../ui/format.ts';
import { accountRefusalSentences, companyTexts as t } from '../../ui/messages/account.ts';
import { countryName, countryOptions, timeZoneOptions } from '../../ui/places.ts';
import { countryField, nameField, timeZoneField } from '../account-fields.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';

const PATH = '/settings/company';

const companyForm = z.object({ name: nameField, country: countryField, timeZone: timeZoneField });

/** The company's particulars, to read or to change. */
export function showCompany(c: PortalContext): Promise<Response> {
  return companyPage(c);
}

/** Changes name, country and time zone. */
export async function saveCompany(c: PortalContext): Promise<Response> {
  if (!mayDo(memberOf(c).role, 'change_company')) return companyPage(c, undefined, 403);
  const form = readForm(c, companyForm);
  if (!form.ok) return companyPage(c, form, 422);
  const { refusal } = await changeAccount(
    c.get('app'),
    memberOf(c),
    { do: 'change_company', ...form.value },
    { idempotencyKey: form.key },
  );
  if (refusal !== null) return redirectWith(c, PATH, 'warning', accountRefusalSentences[refusal]);
  return redirectWith(c, PATH, 'success', t.saved);
}

async function companyPage(c: PortalContext, form?: FormState, status: 200 | 403 | 422 = 200): Promise<Response> {
  const actor = memberOf(c);
  const { account } = (await c.get('app').view(actor.accountId)).state;
  return showPage(
    c,
    { title: t.title, settings: 'company', width: 'text', status },
    <>
      <Panel>
        {mayDo(actor.role, 'change_company') ? (
          <CompanyForm account={account} form={form} />
        ) : (
          <CompanyFacts account={account} />
        )}
      </Panel>
      <Panel title={t.other}>
        <Facts
          facts={[
            { label: t.code, value: account.code, detail: t.codeDetail },
            { label: t.currency, value: account.currency },
            { label: t.since, value: formatDate(account.createdAt, account.timeZone) },
          ]}
        />
      </Panel>
    </>,
  );
}

function CompanyForm({ account, form }: { account: Account; form: FormState | undefined }): JSX.Element {
  return (
    <Form action={PATH} keyed>
      <FormProblem form={form} />
      <Field label={t.name} name="name" form={form} value={account.name} autocomplete="organization" maxlength={100} />
      <Select
        label={t.country}
        name="country"
        form={form}
        value={account.country}
        options={countryOptions}
        autocomplete="country"
      />
      <Select
        label={t.timeZone}
        hint={t.timeZoneHint}
        name="timeZone"
        form={form}
        value={account.timeZone}
        options={timeZoneOptions(account.timeZone)}
      />
      <ButtonRow>
        <Button>{t.save}</Button>
      </ButtonRow>
    </Form>
  );
}

function CompanyFacts({ account }: { account: Account }): JSX.Element {
  return (
    <>
      <Facts
        facts={[
          { label: t.name, value: account.name },
          { label: t.country, value: countryName(account.country) },
          { label: t.timeZone, value: account.timeZone.replaceAll('_', ' ') },
        ]}
      />
      <p class="hint">{t.readOnly}</p>
    </>
  );
}
