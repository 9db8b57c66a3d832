import type { CommandActor } from '../domain/subscription/commands.ts';
import type { SessionMember } from '../ports/auth.ts';

/** Who asks: a member who is logged in, or a part of the system. */
export type Actor = SessionMember | { readonly kind: 'system'; readonly name: string };

/** The actor as the audit trail names it. */
export function commandActor(actor: Actor): CommandActor {
  return actor.kind === 'member' ? { kind: 'member', id: actor.memberId } : { kind: 'system', id: actor.name };
}
