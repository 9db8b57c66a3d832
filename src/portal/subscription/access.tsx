import type { MiddlewareHandler } from 'hono';
import { Button, ButtonRow } from '../../ui/components/index.ts';
import { accessTexts as t } from '../../ui/messages/subscription-pages.ts';
import { mayChangeSubscription, memberOf } from '../context.ts';
import type { PortalEnv } from '../context.ts';
import { showPage } from '../page.tsx';
import { askSentence, whomToAsk } from '../state-banner.tsx';
import { paths } from './paths.ts';

/** For pages and forms that change the subscription: whoever may not is told whom to ask. */
export const payersOnly: MiddlewareHandler<PortalEnv> = async (c, next) => {
  if (mayChangeSubscription(memberOf(c))) return next();
  return showPage(
    c,
    { title: t.title, settings: 'subscription', noBanner: true, status: 403 },
    <>
      <p>
        {t.unchanged} {askSentence(await whomToAsk(c))}
      </p>
      <ButtonRow>
        <Button kind="secondary" href={paths.plan}>
          {t.back}
        </Button>
      </ButtonRow>
    </>,
  );
};
