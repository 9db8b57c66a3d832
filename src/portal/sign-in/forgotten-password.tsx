import { z } from 'zod';
import { Button, ButtonRow, Field, Form, FormProblem, Panel } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { forgottenTexts as f, resetTexts as r } from '../../ui/messages/sign-in.ts';
import { emailField, newPasswordField } from '../account-fields.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery } from '../forms.ts';
import { showPage } from '../page.tsx';
import { clientAddress } from './client-address.ts';
import type { SignInParts } from './parts.ts';
import { showTooMany } from './too-many.tsx';

const forgottenForm = z.object({ email: emailField });
const resetQuery = z.object({ token: z.string().optional() });
const resetForm = z.object({ token: z.string(), password: newPasswordField });

/** Asks for the e-mail of a forgotten password. */
export function showForgotten(c: PortalContext, form?: FormState): Promise<Response> {
  return showPage(
    c,
    { title: f.title, width: 'narrow', intro: f.intro, status: form ? 422 : 200 },
    <>
      <Panel>
        <Form action="/forgot-password">
          <FormProblem form={form} />
          <Field label={f.email} name="email" type="email" autocomplete="username" form={form} autofocus />
          <ButtonRow>
            <Button wide>{f.send}</Button>
          </ButtonRow>
        </Form>
      </Panel>
      <p>
        <a href="/login">{f.back}</a>
      </p>
    </>,
  );
}

/** The same answer after the same time, whether or not the e-mail is known. */
export async function askForReset(c: PortalContext, { auth, limits }: SignInParts): Promise<Response> {
  const form = readForm(c, forgottenForm);
  if (!form.ok) return showForgotten(c, form);
  const { email } = form.value;
  const wait = await limits.count([
    { limit: 'reset', key: email },
    { limit: 'resetAddress', key: clientAddress(c) },
  ]);
  if (wait > 0) return showTooMany(c, wait, '/login');
  await auth.requestReset(email);
  return c.redirect('/forgot-password/sent', 303);
}

/** Says that a mail is on its way, if there is such a log-in. */
export function showSent(c: PortalContext): Promise<Response> {
  return showPage(
    c,
    { title: f.sentTitle, width: 'narrow' },
    <>
      <p>{f.sent}</p>
      <p class="hint">{f.notArrived}</p>
      <ButtonRow>
        <Button kind="secondary" href="/login">
          {f.back}
        </Button>
        <Button kind="quiet" href="/forgot-password">
          {f.again}
        </Button>
      </ButtonRow>
    </>,
  );
}

/** The page that the mailed link leads to: a new password, or that the link works no more. */
export async function showReset(c: PortalContext, { auth }: SignInParts): Promise<Response> {
  const query = readQuery(c, resetQuery);
  const token = query.ok ? (query.value.token ?? '') : '';
  if (token === '' || !(await auth.resetTokenWorks(token))) return showDead(c);
  return resetPage(c, token);
}

/** Sets the new password, once a link. */
export async function resetPassword(c: PortalContext, { auth }: SignInParts): Promise<Response> {
  const form = readForm(c, resetForm);
  const token = form.ok ? form.value.token : String(form.values['token'] ?? '');
  if (!form.ok) return (await auth.resetTokenWorks(token)) ? resetPage(c, token, form) : showDead(c);
  if (!(await auth.resetPassword(token, form.value.password))) return showDead(c);
  return redirectWith(c, '/login', 'success', r.done);
}

function resetPage(c: PortalContext, token: string, form?: FormState): Promise<Response> {
  return showPage(
    c,
    { title: r.title, width: 'narrow', status: form ? 422 : 200 },
    <Panel>
      <Form action="/reset-password">
        <FormProblem form={form} />
        <input type="hidden" name="token" value={token} />
        <Field
          label={r.password}
          hint={r.passwordHint}
          name="password"
          type="password"
          autocomplete="new-password"
          form={form}
          autofocus
        />
        <p class="hint">{r.ends}</p>
        <ButtonRow>
          <Button wide>{r.send}</Button>
        </ButtonRow>
      </Form>
    </Panel>,
  );
}

function showDead(c: PortalContext): Promise<Response> {
  return showPage(
    c,
    { title: r.deadTitle, width: 'narrow', status: 410 },
    <>
      <p>{r.dead}</p>
      <ButtonRow>
        <Button href="/forgot-password">{r.again}</Button>
      </ButtonRow>
    </>,
  );
}
