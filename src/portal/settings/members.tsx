import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import { changeAccount } from '../../actions/change-account.ts';
import { newToken } from '../../actions/invitation-token.ts';
import { mayDo } from '../../domain/account/permissions.ts';
import { ROLES } from '../../domain/account/types.ts';
import type { Invitation, Member } from '../../domain/account/types.ts';
import { atOrBefore } from '../../domain/time/period.ts';
import type { Instant } from '../../domain/time/period.ts';
import { hasInvitation, listPeople } from '../../queries/members.ts';
import {
  Badge,
  Button,
  ButtonRow,
  Field,
  Form,
  FormProblem,
  Panel,
  RadioGroup,
  Table,
} from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { formatDate, formatInstant } from '../../ui/format.ts';
import { accountRefusalSentences, memberTexts as t } from '../../ui/messages/account.ts';
import { roleTexts } from '../../ui/messages/portal.ts';
import { emailField } from '../account-fields.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { NotFound } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm, typed } from '../forms.ts';
import { showPage } from '../page.tsx';
import type { SignInParts } from '../sign-in/parts.ts';
import { showTooMany } from '../sign-in/too-many.tsx';

const PATH = '/settings/members';

const inviteForm = z.object({ email: emailField, role: z.enum(ROLES) });
const withdrawForm = z.object({});

/** The roles to choose from, with what each may do. */
export const roleOptions = ROLES.map((role) => ({ value: role, label: t.roleChoices[role] }));

/** Who is in the company, and who is invited. */
export function showMembers(c: PortalContext): Promise<Response> {
  return membersPage(c);
}

/** Invites somebody by e-mail, or again, which makes the earlier link useless. */
export async function invite(c: PortalContext, { limits, mintId }: SignInParts): Promise<Response> {
  const actor = memberOf(c);
  if (!mayDo(actor.role, 'invite_member')) return membersPage(c, undefined, 403);
  const form = readForm(c, inviteForm);
  if (!form.ok) return membersPage(c, form, 422);
  const { email, role } = form.value;
  const wait = await limits.count([{ limit: 'invite', key: actor.accountId }]);
  if (wait > 0) return showTooMany(c, wait, PATH);
  const { refusal } = await changeAccount(
    c.get('app'),
    actor,
    { do: 'invite_member', invitationId: mintId('inv'), email, role, ...newToken() },
    { idempotencyKey: form.key },
  );
  if (refusal === 'already_member') {
    return membersPage(c, { values: typed(c), errors: { email: t.alreadyMember } }, 422);
  }
  if (refusal !== null) return redirectWith(c, PATH, 'warning', accountRefusalSentences[refusal]);
  return redirectWith(c, PATH, 'success', t.sent(email));
}

/** Withdraws an invitation of the company. */
export async function withdrawInvitation(c: PortalContext): Promise<Response> {
  const actor = memberOf(c);
  const invitationId = c.req.param('id') ?? '';
  if (!(await hasInvitation(c.get('app').db, actor.accountId, invitationId))) throw new NotFound();
  const { key } = readForm(c, withdrawForm);
  const { refusal } = await changeAccount(
    c.get('app'),
    actor,
    { do: 'withdraw_invitation', invitationId },
    { idempotencyKey: key },
  );
  if (refusal !== null) return redirectWith(c, PATH, 'warning', accountRefusalSentences[refusal]);
  return redirectWith(c, PATH, 'success', t.withdrawn);
}

async function membersPage(c: PortalContext, form?: FormState, status: 200 | 403 | 422 = 200): Promise<Response> {
  const actor = memberOf(c);
  const app = c.get('app');
  const [{ members, invitations }, { state, now }] = await Promise.all([
    listPeople(app.db, actor.accountId),
    app.view(actor.accountId),
  ]);
  const { timeZone } = state.account;
  const manages = mayDo(actor.role, 'invite_member');
  return showPage(
    c,
    { title: t.title, settings: 'members', intro: manages ? undefined : t.readOnly, status },
    <>
      <People members={members} memberId={actor.memberId} manages={manages} timeZone={timeZone} />
      {manages && invitations.length > 0 ? (
        <Invitations invitations={invitations} now={now} timeZone={timeZone} />
      ) : null}
      {manages ? <InvitePanel form={form} /> : null}
    </>,
  );
}

interface PeopleProps {
  members: readonly Member[];
  /** The reader's own. */
  memberId: string;
  manages: boolean;
  timeZone: string;
}

function People({ members, memberId, manages, timeZone }: PeopleProps): JSX.Element {
  const change = {
    title: t.columns.change,
    quiet: true,
    cell: (member: Member) => (
      <a href={`${PATH}/${member.id}`}>
        {t.change}
        <span class="visually-hidden">{t.changeOf(member.name)}</span>
      </a>
    ),
  };
  return (
    <Panel title={t.people} flush>
      <Table
        caption={t.people}
        columns={[
          { title: t.columns.name, cell: ({ id, name }) => (id === memberId ? t.you(name) : name) },
          { title: t.columns.email, cell: ({ email }) => email },
          { title: t.columns.role, cell: ({ role }) => roleTexts[role] },
          { title: t.columns.joined, cell: ({ joinedAt }) => formatDate(joinedAt, timeZone) },
          ...(manages ? [change] : []),
        ]}
        rows={members}
      />
    </Panel>
  );
}

interface InvitationsProps {
  invitations: readonly Invitation[];
  now: Instant;
  timeZone: string;
}

function Invitations({ invitations, now, timeZone }: InvitationsProps): JSX.Element {
  const until = ({ expiresAt }: Invitation) =>
    atOrBefore(expiresAt, now) ? <Badge tone="neutral">{t.expired}</Badge> : formatInstant(expiresAt, timeZone);
  return (
    <Panel title={t.open} flush>
      <Table
        caption={t.open}
        columns={[
          { title: t.invitationColumns.email, cell: ({ email }) => email },
          { title: t.invitationColumns.role, cell: ({ role }) => roleTexts[role] },
          { title: t.invitationColumns.expires, cell: until },
          { title: t.invitationColumns.actions, quiet: true, cell: InvitationActions },
        ]}
        rows={invitations}
      />
    </Panel>
  );
}

function InvitationActions({ id, email, role }: Invitation): JSX.Element {
  return (
    <div class="button-row">
      <Form action={PATH} keyed>
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="role" value={role} />
        <Button kind="secondary" small>
          {t.again}
          <span class="visually-hidden">{t.ofInvitation(email)}</span>
        </Button>
      </Form>
      <Form action={`${PATH}/invitations/${id}/withdraw`} keyed>
        <Button kind="secondary" small>
          {t.withdraw}
          <span class="visually-hidden">{t.ofInvitation(email)}</span>
        </Button>
      </Form>
    </div>
  );
}

function InvitePanel({ form }: { form: FormState | undefined }): JSX.Element {
  return (
    <Panel title={t.invite} intro={t.inviteIntro}>
      <Form action={PATH} keyed>
        <FormProblem form={form} />
        <Field label={t.email} name="email" type="email" form={form} autocomplete="off" />
        <RadioGroup label={t.role} name="role" form={form} options={roleOptions} values={['member']} />
        <ButtonRow>
          <Button>{t.send}</Button>
        </ButtonRow>
      </Form>
    </Panel>
  );
}
