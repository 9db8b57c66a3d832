import type { MiddlewareHandler } from 'hono';
import { decidingMembers } from '../../queries/deciding-members.ts';
import { Button, ButtonRow } from '../../ui/components/index.ts';
import { billingTexts, forbiddenTexts as t } from '../../ui/messages/billing.ts';
import { mayChangeSubscription, memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { showPage } from '../page.tsx';

/** Lets owners and billing members through; tells others whom to ask. For pages behind `requireMember`. */
export const payersOnly: MiddlewareHandler<PortalEnv> = async (c, next) => {
  if (mayChangeSubscription(memberOf(c))) return next();
  return showForbidden(c);
};

async function showForbidden(c: PortalContext): Promise<Response> {
  const names = await decidingMembers(c.get('app').db, memberOf(c).accountId);
  return showPage(
    c,
    { title: t.title, settings: 'billing', width: 'text', status: 403 },
    <>
      <p>{t.text}</p>
      {names.length > 0 ? <p>{t.ask(names.join(billingTexts.and))}</p> : null}
      <ButtonRow>
        <Button kind="secondary" href="/settings/subscription">
          {t.subscription}
        </Button>
      </ButtonRow>
    </>,
  );
}
