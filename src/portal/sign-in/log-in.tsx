import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import { DEMO_LOGINS, DEMO_PASSWORD } from '../../actions/make-demo.ts';
import { Button, ButtonRow, Facts, Field, Form, FormProblem, Panel } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { roleTexts } from '../../ui/messages/portal.ts';
import { logInTexts as t } from '../../ui/messages/sign-in.ts';
import { emailField, passwordField } from '../account-fields.ts';
import { safeNext } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery, typed } from '../forms.ts';
import { showPage } from '../page.tsx';
import type { SignInParts } from './parts.ts';
import { beginSession, setSession } from './session.ts';
import { showTooMany } from './too-many.tsx';

const nextField = z.string().optional();
const logInForm = z.object({ email: emailField, password: passwordField, next: nextField });
const logInQuery = z.object({ next: nextField });

/** The log-in; whoever is logged in goes on to where they wanted to. */
export function showLogIn(c: PortalContext): Promise<Response> | Response {
  const query = readQuery(c, logInQuery);
  const next = safeNext(query.ok ? query.value.next : null);
  if (c.get('actor') !== null) return c.redirect(next, 303);
  return logInPage(c, next);
}

/** Begins a session and goes on to the page that asked for it. */
export async function logIn(c: PortalContext, parts: SignInParts): Promise<Response> {
  const form = readForm(c, logInForm);
  if (!form.ok) return logInPage(c, safeNext(String(form.values['next'] ?? '')), form);
  const next = safeNext(form.value.next);
  const outcome = await beginSession(c, parts, form.value.email, form.value.password);
  switch (outcome.kind) {
    case 'in':
      return c.redirect(next, 303);
    case 'wrong':
      return logInPage(c, next, { values: typed(c), errors: { _form: t.wrong } });
    case 'too_many':
      return showTooMany(c, outcome.seconds, '/login');
  }
}

/** Ends the session. */
export async function logOut(c: PortalContext, { auth }: SignInParts): Promise<Response> {
  setSession(c, await auth.signOut(c.req.raw.headers));
  return redirectWith(c, '/login', 'info', t.loggedOut);
}

function logInPage(c: PortalContext, next: string, form?: FormState): Promise<Response> {
  return showPage(
    c,
    { title: t.title, width: 'narrow', status: form ? 422 : 200 },
    <>
      <Panel>
        <Form action="/login">
          <FormProblem form={form} />
          <input type="hidden" name="next" value={next} />
          <Field label={t.email} name="email" type="email" autocomplete="username" form={form} autofocus />
          <Field label={t.password} name="password" type="password" autocomplete="current-password" form={form} />
          <ButtonRow>
            <Button wide>{t.send}</Button>
          </ButtonRow>
        </Form>
      </Panel>
      <p>
        <a href="/forgot-password">{t.forgotten}</a>
      </p>
      <p>
        <a href="/signup">{t.signUp}</a>
      </p>
      {c.get('app').config.mode === 'demo' ? <DemoLogIns /> : null}
    </>,
  );
}

function DemoLogIns(): JSX.Element {
  return (
    <Panel title={t.demo} intro={t.demoIntro(DEMO_PASSWORD)}>
      <Facts facts={DEMO_LOGINS.map(({ email, role }) => ({ label: roleTexts[role], value: email }))} />
    </Panel>
  );
}
