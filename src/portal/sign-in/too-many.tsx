import { Button, ButtonRow } from '../../ui/components/index.ts';
import { tooManyTexts as t } from '../../ui/messages/sign-in.ts';
import type { PortalContext } from '../context.ts';
import { showPage } from '../page.tsx';

/** Says calmly when it can be tried again. */
export function showTooMany(c: PortalContext, seconds: number, back: string): Promise<Response> {
  c.header('retry-after', String(seconds));
  return showPage(
    c,
    { title: t.title, width: 'narrow', status: 429 },
    <>
      <p>{t.text(waitText(seconds))}</p>
      <p>{t.unchanged}</p>
      <ButtonRow>
        <Button kind="secondary" href={back}>
          {t.back}
        </Button>
      </ButtonRow>
    </>,
  );
}

function waitText(seconds: number): string {
  return seconds <= 90 ? t.seconds(seconds) : t.minutes(Math.ceil(seconds / 60));
}
