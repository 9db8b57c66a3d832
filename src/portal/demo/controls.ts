import type { AccountState } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import type { PortalContext } from '../context.ts';

/** What the demo's pages can do; `src/app.ts` puts it together, and never outside the demo. */
export interface DemoControls {
  /** The account as its pages show it, with the test clock that it is attached to. */
  look(
    c: PortalContext,
    accountId: string,
  ): Promise<{ readonly state: AccountState; readonly now: Instant; readonly clockId: string | null }>;
  /** Moves a test clock forward, with everything due on the way, and says where it stands. */
  advance(clockId: string, to: Instant): Promise<Instant>;
  /** Makes the demo's account anew. */
  reset(): Promise<void>;
}
