import { z } from 'zod';
import { changeAccount } from '../../actions/change-account.ts';
import type { AccountAnswer } from '../../actions/change-account.ts';
import { mayDo } from '../../domain/account/permissions.ts';
import { ROLES } from '../../domain/account/types.ts';
import type { AccountCommand, Member } from '../../domain/account/types.ts';
import { hadMember, listMembers } from '../../queries/members.ts';
import { Button, ButtonRow, Facts, Form, FormProblem, Panel, RadioGroup } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { accountRefusalSentences, memberTexts, memberTextsOfOne as t } from '../../ui/messages/account.ts';
import { roleTexts } from '../../ui/messages/portal.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { NotFound } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';
import { setSession } from '../sign-in/session.ts';
import type { SignInParts } from '../sign-in/parts.ts';
import { roleOptions } from './members.tsx';

const MEMBERS = '/settings/members';

const roleForm = z.object({ role: z.enum(ROLES) });
const removeForm = z.object({});

/** One member, for owners: role and removal. */
export async function showMember(c: PortalContext): Promise<Response> {
  const member = await memberOfPath(c);
  return member === null ? goneMember(c) : memberPage(c, member);
}

/** Gives a member another role; the last owner's stays. */
export async function changeRole(c: PortalContext): Promise<Response> {
  const member = await memberOfPath(c);
  if (member === null) return goneMember(c);
  const form = readForm(c, roleForm);
  if (!form.ok) return memberPage(c, member, form);
  const { role } = form.value;
  const { refusal } = await carryOut(c, { do: 'change_member_role', memberId: member.id, role }, form.key);
  if (refusal !== null) return refused(c, member, refusal);
  return redirectWith(c, MEMBERS, 'success', t.saved(member.name, roleTexts[role]));
}

/** Removes a member, with the log-in; whoever removes themselves is logged out. */
export async function removeMember(c: PortalContext, { auth }: SignInParts): Promise<Response> {
  const member = await memberOfPath(c);
  if (member === null) return goneMember(c);
  const { key } = readForm(c, removeForm);
  const { refusal } = await carryOut(c, { do: 'remove_member', memberId: member.id }, key);
  if (refusal !== null) return refused(c, member, refusal);
  if (member.id !== memberOf(c).memberId) return redirectWith(c, MEMBERS, 'success', t.removed(member.name));
  setSession(c, await auth.signOut(c.req.raw.headers));
  return redirectWith(c, '/login', 'info', t.removedYourself);
}

/** The member of this address; null for one who was removed. Everybody else's id is unknown here. */
async function memberOfPath(c: PortalContext): Promise<Member | null> {
  const { accountId, role } = memberOf(c);
  const { db } = c.get('app');
  const id = c.req.param('id') ?? '';
  if (!mayDo(role, 'remove_member')) throw new NotFound();
  const member = (await listMembers(db, accountId)).find((one) => one.id === id);
  if (member === undefined && !(await hadMember(db, accountId, id))) throw new NotFound();
  return member ?? null;
}

function goneMember(c: PortalContext): Response {
  return redirectWith(c, MEMBERS, 'info', accountRefusalSentences.unknown_member);
}

function carryOut(c: PortalContext, command: AccountCommand, key: string | undefined): Promise<AccountAnswer> {
  return changeAccount(c.get('app'), memberOf(c), command, { idempotencyKey: key });
}

function refused(c: PortalContext, member: Member, refusal: keyof typeof accountRefusalSentences): Response {
  if (refusal === 'unknown_member') return goneMember(c);
  return redirectWith(c, `${MEMBERS}/${member.id}`, 'warning', accountRefusalSentences[refusal]);
}

function memberPage(c: PortalContext, member: Member, form?: FormState): Promise<Response> {
  const path = `${MEMBERS}/${member.id}`;
  const yourself = member.id === memberOf(c).memberId;
  return showPage(
    c,
    {
      title: member.name,
      settings: 'members',
      crumbs: [{ label: memberTexts.title, href: MEMBERS }],
      width: 'text',
      status: form ? 422 : 200,
    },
    <>
      <Panel>
        <Facts facts={[{ label: memberTexts.columns.email, value: member.email }]} />
        <Form action={`${path}/role`} keyed>
          <FormProblem form={form} />
          <RadioGroup label={t.role} name="role" form={form} options={roleOptions} values={[member.role]} />
          <ButtonRow>
            <Button>{t.save}</Button>
          </ButtonRow>
        </Form>
      </Panel>
      <Panel title={t.remove}>
        <p>{yourself ? t.removeYourself : t.removeWhat(member.name)}</p>
        <Form action={`${path}/remove`} keyed>
          <ButtonRow>
            <Button kind="danger">{t.removeButton(member.name)}</Button>
          </ButtonRow>
        </Form>
      </Panel>
    </>,
  );
}
