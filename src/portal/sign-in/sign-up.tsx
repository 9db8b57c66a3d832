import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { ProviderUnreachable, signUp as signUpAccount, tellOfSignUp } from '../../actions/sign-up.ts';
import type { SignUpAnswer } from '../../actions/sign-up.ts';
import { usualTimeZone } from '../../domain/account/places.ts';
import {
  Button,
  ButtonRow,
  Columns,
  Field,
  Form,
  FormProblem,
  Panel,
  RadioGroup,
  Select,
} from '../../ui/components/index.ts';
import type { FormState, Option } from '../../ui/components/index.ts';
import { paymentFailureText } from '../../ui/messages/payment-failures.ts';
import { signUpTexts as t } from '../../ui/messages/sign-in.ts';
import { countryOptions, timeZoneOptions } from '../../ui/places.ts';
import { countryField, emailField, nameField, newPasswordField, timeZoneField } from '../account-fields.ts';
import { cardFields, cardFrom, CardInputs, fieldOfFailure, TestCards } from '../card-fields.tsx';
import type { PortalContext } from '../context.ts';
import { CURRENCY } from '../currency.ts';
import { isDatabaseLost } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery, typed } from '../forms.ts';
import { showPage } from '../page.tsx';
import { wordsOf } from '../subscription/words.ts';
import { clientAddress } from './client-address.ts';
import type { SignInParts } from './parts.ts';
import { beginSession, setSession } from './session.ts';
import { showTooMany } from './too-many.tsx';

const signUpQuery = z.object({ plan: z.string().optional() });

const signUpForm = z.object({
  company: nameField,
  name: nameField,
  email: emailField,
  password: newPasswordField,
  country: countryField,
  timeZone: timeZoneField.optional(),
  plan: z.string({ error: t.planMissing }),
  ...cardFields,
});

/** The form of a new customer: company, plan and card. */
export function showSignUp(c: PortalContext): Promise<Response> | Response {
  if (c.get('actor') !== null) return c.redirect('/', 303);
  const query = readQuery(c, signUpQuery);
  return signUpPage(c, { plan: query.ok ? query.value.plan : undefined });
}

/** Makes the account, asks for the first charge, and logs the owner in. */
export async function signUp(c: PortalContext, parts: SignInParts): Promise<Response> {
  const form = readForm(c, signUpForm);
  if (!form.ok) return signUpPage(c, { form });
  const { plan, country, timeZone, ...rest } = form.value;
  const problem = (errors: Record<string, string>) => signUpPage(c, { form: { values: typed(c), errors } });
  if (!c.get('app').policy.plans.some(({ code }) => code === plan)) return problem({ plan: t.planMissing });
  const key = clientAddress(c);
  const card = { limit: 'cardAddress', key } as const;
  const wait = await parts.limits.count([{ limit: 'signUpAddress', key }, card]);
  if (wait > 0) return showTooMany(c, wait, '/signup');
  const answer = await attempt(c, parts, {
    company: rest.company,
    name: rest.name,
    email: rest.email,
    password: rest.password,
    plan,
    card: cardFrom(rest),
    country,
    timeZone: timeZone ?? usualTimeZone(country),
    currency: CURRENCY,
  });
  const isCardRefused = answer !== 'unreachable' && !answer.ok && answer.why === 'card';
  if (!isCardRefused) await parts.limits.giveBack(card);
  if (answer === 'unreachable') return problem({ _form: t.unreachable });
  if (!answer.ok && answer.why === 'card') {
    return problem({ [fieldOfFailure(answer.failure)]: paymentFailureText(answer.failure) });
  }
  if (await enter(c, parts, answer, rest)) {
    return redirectWith(c, '/settings/subscription', 'success', t.welcome(c.get('app').config.brand));
  }
  return problem({ _form: t.refused });
}

/** Logs the new owner in. An e-mail that was taken, above all by this form sent twice, still opens to its password. */
async function enter(
  c: PortalContext,
  parts: SignInParts,
  answer: SignUpAnswer,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<boolean> {
  if (answer.ok) {
    const session = await parts.auth.signIn(email, password, c.req.raw.headers);
    if (session.ok) setSession(c, session.cookies);
    return session.ok;
  }
  const outcome = await beginSession(c, parts, email, password);
  // the page does not say whose e-mail it is; the mail does
  if (outcome.kind !== 'in') await tellOfSignUp(parts.signUp, email);
  return outcome.kind === 'in';
}

async function attempt(
  c: PortalContext,
  parts: SignInParts,
  it: Parameters<typeof signUpAccount>[1],
): Promise<SignUpAnswer | 'unreachable'> {
  try {
    return await signUpAccount(parts.signUp, it);
  } catch (error) {
    if (!(error instanceof ProviderUnreachable) || isDatabaseLost(error)) throw error;
    c.get('app').log.error({ requestId: c.get('requestId') }, 'the payment provider cannot be reached');
    return 'unreachable';
  }
}

interface SignUpPage {
  readonly form?: FormState;
  /** Chosen beforehand, by the link that led here. */
  readonly plan?: string | undefined;
}

function signUpPage(c: PortalContext, { form, plan }: SignUpPage): Promise<Response> {
  const { config } = c.get('app');
  return showPage(
    c,
    { title: t.title, intro: t.intro(config.brand), status: form ? 422 : 200 },
    <Columns kind="main">
      <Form action="/signup" class="stack">
        <FormProblem form={form} />
        <CompanyPanel form={form} />
        <Panel title={t.plan} intro={t.planHint}>
          <RadioGroup
            label={t.planChoice}
            name="plan"
            form={form}
            options={planOptions(c)}
            values={plan === undefined ? [] : [plan]}
          />
        </Panel>
        <Panel title={t.card}>
          {form ? <p class="hint">{t.typeAgain}</p> : null}
          <CardInputs form={form} />
          <ButtonRow>
            <Button>{t.send}</Button>
          </ButtonRow>
        </Panel>
      </Form>
      <div class="stack">
        <p>
          <a href="/login">{t.logIn}</a>
        </p>
        {config.mode === 'demo' ? <TestCards /> : null}
      </div>
    </Columns>,
  );
}

function CompanyPanel({ form }: { form: FormState | undefined }): Child {
  return (
    <Panel title={t.you}>
      <Field label={t.company} name="company" form={form} autocomplete="organization" maxlength={100} />
      <Field label={t.name} name="name" form={form} autocomplete="name" maxlength={100} />
      <Field label={t.email} name="email" type="email" form={form} autocomplete="username" />
      <Field
        label={t.password}
        hint={t.passwordHint}
        name="password"
        type="password"
        form={form}
        autocomplete="new-password"
      />
      <Select
        label={t.country}
        name="country"
        form={form}
        options={countryOptions}
        prompt={t.countryPrompt}
        autocomplete="country"
      />
      <Select
        label={t.timeZone}
        hint={t.timeZoneHint}
        name="timeZone"
        form={form}
        options={timeZoneOptions()}
        prompt={t.timeZoneUsual}
        optional
      />
    </Panel>
  );
}

function planOptions(c: PortalContext): readonly Option[] {
  const words = wordsOf({ currency: CURRENCY, timeZone: 'UTC' });
  return c.get('app').policy.plans.map((plan) => ({
    value: plan.code,
    label: plan.name,
    detail: `${words.price(plan)}, ${words.grant(plan)}`,
  }));
}
