import { z } from 'zod';
import { changeAccount } from '../../actions/change-account.ts';
import { Button, ButtonRow, Facts, Field, Form, FormProblem, Panel } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { accountRefusalSentences, profileTexts as t } from '../../ui/messages/account.ts';
import { roleTexts } from '../../ui/messages/portal.ts';
import { nameField, newPasswordField, passwordField } from '../account-fields.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm, typed } from '../forms.ts';
import { showPage } from '../page.tsx';
import type { SignInParts } from '../sign-in/parts.ts';
import { setSession } from '../sign-in/session.ts';
import { showTooMany } from '../sign-in/too-many.tsx';

const PATH = '/settings/profile';

const nameForm = z.object({ name: nameField });
const passwordForm = z.object({ current: passwordField, password: newPasswordField });

/** The reader's own name and password. */
export function showProfile(c: PortalContext): Promise<Response> {
  return profilePage(c, {});
}

/** Changes the reader's own name. */
export async function saveName(c: PortalContext): Promise<Response> {
  const form = readForm(c, nameForm);
  if (!form.ok) return profilePage(c, { name: form });
  const { refusal } = await changeAccount(
    c.get('app'),
    memberOf(c),
    { do: 'change_profile', name: form.value.name },
    { idempotencyKey: form.key },
  );
  if (refusal !== null) return redirectWith(c, PATH, 'warning', accountRefusalSentences[refusal]);
  return redirectWith(c, PATH, 'success', t.saved);
}

/** Wrong passwords are counted, so that an open browser does not serve to guess them. */
export async function changePassword(c: PortalContext, { auth, limits }: SignInParts): Promise<Response> {
  const form = readForm(c, passwordForm);
  if (!form.ok) return profilePage(c, { password: form });
  const tried = { limit: 'changePassword', key: memberOf(c).memberId } as const;
  const wait = await limits.count([tried]);
  if (wait > 0) return showTooMany(c, wait, PATH);
  const result = await auth.changePassword(c.req.raw.headers, form.value.current, form.value.password);
  if (!result.ok) return profilePage(c, { password: { values: typed(c), errors: { current: t.currentWrong } } });
  await limits.clear(tried);
  setSession(c, result.cookies);
  return redirectWith(c, PATH, 'success', t.changed);
}

interface Sent {
  readonly name?: FormState;
  readonly password?: FormState;
}

function profilePage(c: PortalContext, sent: Sent): Promise<Response> {
  const actor = memberOf(c);
  return showPage(
    c,
    { title: t.title, settings: 'profile', width: 'text', status: sent.name || sent.password ? 422 : 200 },
    <>
      <Panel title={t.you}>
        <Facts
          facts={[
            { label: t.email, value: actor.email },
            { label: t.role, value: roleTexts[actor.role] },
          ]}
        />
        <Form action={PATH} keyed>
          <FormProblem form={sent.name} />
          <Field label={t.name} name="name" form={sent.name} value={actor.name} autocomplete="name" maxlength={100} />
          <ButtonRow>
            <Button>{t.save}</Button>
          </ButtonRow>
        </Form>
      </Panel>
      <Panel title={t.passwordTitle} intro={t.passwordIntro}>
        <Form action={`${PATH}/password`}>
          <FormProblem form={sent.password} />
          <Field
            label={t.current}
            name="current"
            type="password"
            form={sent.password}
            autocomplete="current-password"
          />
          <Field
            label={t.new}
            hint={t.newHint}
            name="password"
            type="password"
            form={sent.password}
            autocomplete="new-password"
          />
          <ButtonRow>
            <Button>{t.change}</Button>
          </ButtonRow>
        </Form>
      </Panel>
    </>,
  );
}
