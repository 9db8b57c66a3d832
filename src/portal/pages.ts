import type { Hono } from 'hono';
import type { CsvFile } from '../ports/csv.ts';
import type { SandboxBank } from '../ports/payments.ts';
import type { InvoicePdf } from '../ports/pdf.ts';
import { activityRoutes } from './activity/routes.tsx';
import { billingRoutes } from './billing/routes.ts';
import { sandboxAuthenticationRoutes } from './billing/sandbox-authentication.tsx';
import type { PortalApp, PortalEnv } from './context.ts';
import type { DemoControls } from './demo/controls.ts';
import { demoBar } from './demo/demo-bar.tsx';
import { demoRoutes } from './demo/demo-routes.tsx';
import { helpRoutes } from './help/routes.tsx';
import { leadRoutes } from './leads/routes.tsx';
import { orderRoutes } from './orders/routes.tsx';
import { createPortal, type PortalParts } from './router.tsx';
import type { SignInParts } from './sign-in/parts.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { settingsRoutes } from './settings/routes.ts';
import { stateBanner } from './state-banner.tsx';
import { subscriptionRoutes } from './subscription/routes.ts';

/** What single pages need beside what all of them have. */
interface PageParts extends SignInParts, Pick<PortalParts, 'operations' | 'watch'> {
  readonly bank: SandboxBank;
  readonly csvFile: CsvFile;
  readonly pdf: InvoicePdf;
  /** Null outside the demo. */
  readonly demo: DemoControls | null;
}

/** All pages, put together. */
export function buildPortal(app: PortalApp, parts: PageParts): Hono<PortalEnv> {
  const { demo, operations, watch } = parts;
  return createPortal(app, {
    ...(operations === undefined ? {} : { operations }),
    ...(watch === undefined ? {} : { watch }),
    routers: [
      signInRoutes(parts),
      settingsRoutes(parts),
      leadRoutes,
      orderRoutes(parts.csvFile),
      subscriptionRoutes,
      billingRoutes(parts),
      sandboxAuthenticationRoutes(parts.bank),
      activityRoutes,
      helpRoutes(parts),
      ...(demo === null ? [] : [demoRoutes(demo)]),
    ],
    banner: stateBanner,
    ...(demo === null ? {} : { demoBar }),
  });
}
