import type { MiddlewareHandler } from 'hono';
import { Button, ButtonRow } from '../ui/components/index.ts';
import { payersOnlyTexts as t } from '../ui/messages/portal.ts';
import { mayChangeSubscription, memberOf } from './context.ts';
import type { PortalContext, PortalEnv } from './context.ts';
import { showPage } from './page.tsx';
import { askSentence, whomToAsk } from './state-banner.tsx';

const SUBSCRIPTION = '/settings/subscription';

/** Lets owners and billing members through; tells others whom to ask. For pages behind `requireMember`. */
export const payersOnly: MiddlewareHandler<PortalEnv> = async (c, next) => {
  if (mayChangeSubscription(memberOf(c))) return next();
  return showForbidden(c, c.req.path.startsWith(SUBSCRIPTION) ? 'subscription' : 'billing');
};

async function showForbidden(c: PortalContext, area: 'subscription' | 'billing'): Promise<Response> {
  return showPage(
    c,
    { title: t.title[area], settings: area, noBanner: true, width: 'text', status: 403 },
    <>
      <p>{t.text[area]}</p>
      <p>{askSentence(await whomToAsk(c))}</p>
      <ButtonRow>
        <Button kind="secondary" href={SUBSCRIPTION}>
          {t.back}
        </Button>
      </ButtonRow>
    </>,
  );
}
