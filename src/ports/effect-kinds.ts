import type { Effect } from '../domain/subscription/effects.ts';

/** Every kind of effect, so that what waits can be shown of each, also where nothing does. */
export const EFFECT_KINDS = Object.keys({
  charge: true,
  deliver: true,
  mail: true,
  refund: true,
} satisfies Record<Effect['kind'], true>);
