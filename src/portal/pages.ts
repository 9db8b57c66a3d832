import type { Hono } from 'hono';
import type { SignUpDeps } from '../actions/sign-up.ts';
import type { Auth } from '../ports/auth.ts';
import type { MintId } from '../ports/ids.ts';
import type { SandboxBank } from '../ports/payments.ts';
import type { RateLimits } from '../ports/rate-limits.ts';
import type { PortalApp, PortalEnv } from './context.ts';
import type { DemoControls } from './demo/controls.ts';
import { demoBar } from './demo/demo-bar.tsx';
import { demoRoutes } from './demo/demo-routes.tsx';
import { createPortal } from './router.tsx';
import { stateBanner } from './state-banner.tsx';

/** What single pages need beside what all of them have. */
export interface PageParts {
  readonly auth: Auth;
  readonly bank: SandboxBank;
  readonly limits: RateLimits;
  readonly mintId: MintId;
  readonly signUp: SignUpDeps;
  /** Null outside the demo. */
  readonly demo: DemoControls | null;
}

/** All pages, put together. */
export function buildPortal(app: PortalApp, parts: PageParts): Hono<PortalEnv> {
  const { demo } = parts;
  return createPortal(app, {
    routers: [...(demo === null ? [] : [demoRoutes(demo)])],
    banner: stateBanner,
    ...(demo === null ? {} : { demoBar }),
  });
}
