import { Hono } from 'hono';
import type { PortalEnv } from '../context.ts';
import { cancelRoutes } from './cancel-routes.tsx';
import { changePlanRoutes } from './change-plan.tsx';
import { pauseAndResumeRoutes } from './pause-and-resume.tsx';
import { planPageRoutes } from './plan-page.tsx';

/** All pages of the subscription. */
export const subscriptionRoutes = new Hono<PortalEnv>()
  .route('/', planPageRoutes)
  .route('/', changePlanRoutes)
  .route('/', pauseAndResumeRoutes)
  .route('/', cancelRoutes);
