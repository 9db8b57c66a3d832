import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openSupportRequest } from '../../actions/open-support-request.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';
import { hasSupportRequest } from '../../queries/help.ts';
import {
  Button,
  ButtonRow,
  Facts,
  Field,
  Form,
  FormProblem,
  Panel,
  TextArea,
  type FormState,
} from '../../ui/components/index.ts';
import { contactTexts as t, helpTexts } from '../../ui/messages/help.ts';
import { emailField, nameField } from '../account-fields.ts';
import type { MemberActor, PortalContext } from '../context.ts';
import { NotFound } from '../errors.tsx';
import { readForm, readQuery, typed } from '../forms.ts';
import { showPage } from '../page.tsx';
import { clientAddress } from '../sign-in/client-address.ts';

const CONTACT = '/help/contact';
const SUBJECT_LENGTH = 150;
const MESSAGE_LENGTH = 5_000;

const letter = {
  subject: z.string().trim().max(SUBJECT_LENGTH),
  message: z.string().trim().max(MESSAGE_LENGTH),
};
const memberForm = z.object(letter);
const visitorForm = z.object({ ...letter, name: nameField, email: emailField });
const prefill = z.object({ subject: z.string().trim().max(SUBJECT_LENGTH).optional() });

/** The form, with what is known filled in. */
export function showContact(c: PortalContext): Promise<Response> {
  const query = readQuery(c, prefill);
  return contactPage(c, { subject: query.ok ? query.value.subject : undefined });
}

/** Opens the request and goes on to the page that acknowledges it. */
export async function sendContact(c: PortalContext, limits: RateLimits): Promise<Response> {
  const actor = c.get('actor');
  const form = actor === null ? readForm(c, visitorForm) : readAsMember(c, actor);
  if (!form.ok) return contactPage(c, { form, status: 422 });
  const wait = await limits.count([{ limit: 'contact', key: actor?.accountId ?? clientAddress(c) }]);
  if (wait > 0) {
    c.header('retry-after', String(wait));
    const often = { values: typed(c), errors: { _form: t.often(Math.ceil(wait / 60)) } };
    return contactPage(c, { form: often, status: 429 });
  }
  const id = requestId(form.key ?? randomUUID());
  await openSupportRequest(c.get('app'), actor, { id, ...form.value });
  return c.redirect(`${CONTACT}/received/${id}`, 303);
}

/** What a member wrote, with what we know of them. */
function readAsMember(c: PortalContext, { name, email }: MemberActor) {
  const form = readForm(c, memberForm);
  return form.ok ? { ...form, value: { ...form.value, name, email } } : form;
}

/** Says that the request is there, and what it is called. */
export async function showReceived(c: PortalContext, id: string): Promise<Response> {
  const accountId = c.get('actor')?.accountId ?? null;
  if (!(await hasSupportRequest(c.get('app').db, accountId, id))) throw new NotFound();
  return showPage(
    c,
    { title: t.sent, tool: 'help', width: 'text', crumbs: [{ label: helpTexts.title, href: '/help' }] },
    <Panel>
      <p>{t.sentText}</p>
      <Facts facts={[{ label: t.number, value: id, detail: t.numberHint }]} />
      <ButtonRow>
        <Button kind="secondary" href="/help">
          {t.back}
        </Button>
      </ButtonRow>
    </Panel>,
  );
}

interface ContactPage {
  readonly form?: FormState;
  readonly subject?: string | undefined;
  readonly status?: 422 | 429;
}

function contactPage(c: PortalContext, { form, subject, status }: ContactPage): Promise<Response> {
  const { supportEmail } = c.get('app').config;
  const actor = c.get('actor');
  return showPage(
    c,
    {
      title: t.title,
      tool: 'help',
      width: 'text',
      intro: t.intro,
      crumbs: [{ label: helpTexts.title, href: '/help' }],
      status: status ?? 200,
    },
    <>
      <Panel>
        <Form action={CONTACT} keyed>
          <FormProblem form={form} />
          {actor === null ? <WhoAsks form={form} /> : <WhoWeKnow actor={actor} />}
          <Field label={t.subject} name="subject" form={form} value={subject} maxlength={SUBJECT_LENGTH} />
          <TextArea
            label={t.message}
            name="message"
            form={form}
            hint={t.messageHint}
            rows={8}
            maxlength={MESSAGE_LENGTH}
          />
          <ButtonRow>
            <Button>{t.send}</Button>
          </ButtonRow>
        </Form>
      </Panel>
      <p>
        {t.byMail} <a href={`mailto:${supportEmail}`}>{supportEmail}</a>.
      </p>
      <p class="muted">
        {t.notNeeded} <a href="/help/articles/how-to-cancel-your-subscription">{t.notNeededLink}</a>
      </p>
    </>,
  );
}

function WhoAsks({ form }: { form: FormState | undefined }) {
  return (
    <>
      <Field label={t.name} name="name" form={form} maxlength={100} autocomplete="name" />
      <Field label={t.email} name="email" type="email" form={form} maxlength={254} autocomplete="email" />
    </>
  );
}

/** Who is logged in is not asked again. */
function WhoWeKnow({ actor }: { actor: MemberActor }) {
  return <Facts facts={[{ label: t.you, value: actor.email, detail: actor.name }]} />;
}

/** One form is one request: its key gives the same number each time that it is sent. */
function requestId(key: string): string {
  return `req_${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
