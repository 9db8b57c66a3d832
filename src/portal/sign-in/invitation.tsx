import { z } from 'zod';
import { acceptInvitation } from '../../actions/change-account.ts';
import { tokenHashOf } from '../../actions/invitation-token.ts';
import { findInvitation } from '../../queries/members.ts';
import type { InvitationView } from '../../queries/members.ts';
import { Button, ButtonRow, Facts, Field, Form, FormProblem, Panel } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { roleTexts } from '../../ui/messages/portal.ts';
import { invitationTexts as t, resetTexts } from '../../ui/messages/sign-in.ts';
import { nameField, newPasswordField } from '../account-fields.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';
import type { SignInParts } from './parts.ts';
import { beginSession } from './session.ts';
import { showTooMany } from './too-many.tsx';

const acceptForm = z.object({ name: nameField, password: newPasswordField });

/** The page that an invitation's link leads to: joining, or why that is not possible. */
export async function showInvitation(c: PortalContext): Promise<Response> {
  const found = await invitationOf(c);
  const reason = reasonAgainst(c, found);
  return reason !== null || found === null ? (reason ?? showDead(c)) : invitationPage(c, found);
}

/** Joins the company and logs in. */
export async function joinByInvitation(c: PortalContext, parts: SignInParts): Promise<Response> {
  const found = await invitationOf(c);
  const form = readForm(c, acceptForm);
  if (found?.state === 'accepted' && form.ok) return (await enter(c, parts, found, form.value)) ?? showDead(c);
  const reason = reasonAgainst(c, found);
  if (reason !== null || found === null) return reason ?? showDead(c);
  if (!form.ok) return invitationPage(c, found, form);
  await acceptInvitation(c.get('app'), found.accountId, {
    do: 'accept_invitation',
    invitationId: found.invitation.id,
    memberId: parts.mintId('mbr'),
    userId: parts.mintId('usr'),
    name: form.value.name,
    passwordHash: await parts.auth.hashPassword(form.value.password),
  });
  const entered = await enter(c, parts, found, form.value);
  return entered ?? reasonAgainst(c, await invitationOf(c)) ?? showDead(c);
}

/** Logs in whoever joined, also when the form was sent twice and the first time did it. */
async function enter(
  c: PortalContext,
  parts: SignInParts,
  { invitation, company }: InvitationView,
  { password }: { readonly password: string },
): Promise<Response | null> {
  const outcome = await beginSession(c, parts, invitation.email, password);
  if (outcome.kind === 'too_many') return showTooMany(c, outcome.seconds, '/login');
  return outcome.kind === 'in' ? redirectWith(c, '/', 'success', t.welcome(company)) : null;
}

function invitationOf(c: PortalContext): Promise<InvitationView | null> {
  return findInvitation(c.get('app').db, tokenHashOf(c.req.param('token') ?? ''));
}

/** The page that says why an invitation does not work; null when it does. */
function reasonAgainst(c: PortalContext, found: InvitationView | null): Promise<Response> | null {
  if (found?.state === 'expired') return showExpired(c, found);
  if (found?.state !== 'open') return showDead(c);
  return found.hasLogIn ? showKnown(c, found) : null;
}

function invitationPage(c: PortalContext, found: InvitationView, form?: FormState): Promise<Response> {
  const { company, invitation, invitedBy } = found;
  return showPage(
    c,
    {
      title: t.title(company),
      intro: t.intro(company, roleTexts[invitation.role], invitedBy),
      width: 'narrow',
      status: form ? 422 : 200,
    },
    <Panel>
      <Facts facts={[{ label: t.email, value: invitation.email }]} />
      <Form action={c.req.path}>
        <FormProblem form={form} />
        <Field label={t.name} name="name" form={form} autocomplete="name" maxlength={100} autofocus />
        <Field
          label={t.password}
          hint={resetTexts.passwordHint}
          name="password"
          type="password"
          form={form}
          autocomplete="new-password"
        />
        <ButtonRow>
          <Button wide>{t.send}</Button>
        </ButtonRow>
      </Form>
    </Panel>,
  );
}

function showDead(c: PortalContext): Promise<Response> {
  return saying(c, t.deadTitle, t.dead, 404);
}

function showExpired(c: PortalContext, { company }: InvitationView): Promise<Response> {
  return saying(c, t.deadTitle, t.expired(company), 410);
}

function showKnown(c: PortalContext, { invitation }: InvitationView): Promise<Response> {
  return saying(c, t.knownTitle, t.known(invitation.email), 409);
}

function saying(c: PortalContext, title: string, text: string, status: 404 | 409 | 410): Promise<Response> {
  return showPage(
    c,
    { title, width: 'narrow', status },
    <>
      <p>{text}</p>
      <ButtonRow>
        <Button kind="secondary" href="/login">
          {t.logIn}
        </Button>
      </ButtonRow>
    </>,
  );
}
