import type { CommandActor } from '../domain/subscription/commands.ts';
import type { MemberRole } from '../store/schema.ts';

/** Who asks: a member who is logged in, or a part of the system. */
export type Actor =
  | {
      readonly kind: 'member';
      readonly accountId: string;
      readonly memberId: string;
      readonly userId: string;
      readonly name: string;
      readonly email: string;
      readonly role: MemberRole;
    }
  | { readonly kind: 'system'; readonly name: string };

/** The actor as the audit trail names it. */
export function commandActor(actor: Actor): CommandActor {
  return actor.kind === 'member' ? { kind: 'member', id: actor.memberId } : { kind: 'system', id: actor.name };
}
