import type { Instant } from '../../domain/time/period.ts';

/** What the demo's pages can do; `src/app.ts` puts it together, and never outside the demo. */
export interface DemoControls {
  /** Moves a test clock forward, with everything due on the way, and says where it stands. */
  advance(clockId: string, to: Instant): Promise<Instant>;
  /** Makes the demo's account anew. */
  reset(): Promise<void>;
}
