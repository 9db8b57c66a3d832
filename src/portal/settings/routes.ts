import { Hono } from 'hono';
import type { PortalEnv } from '../context.ts';
import type { SignInParts } from '../sign-in/parts.ts';
import { saveCompany, showCompany } from './company.tsx';
import { changeRole, removeMember, showMember } from './member.tsx';
import { invite, showMembers, withdrawInvitation } from './members.tsx';
import { changePassword, saveName, showProfile } from './profile.tsx';

/** The settings of people and company. */
export function settingsRoutes(parts: SignInParts): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  routes.get('/settings/profile', (c) => showProfile(c));
  routes.post('/settings/profile', (c) => saveName(c));
  routes.post('/settings/profile/password', (c) => changePassword(c, parts));
  routes.get('/settings/company', (c) => showCompany(c));
  routes.post('/settings/company', (c) => saveCompany(c));
  routes.get('/settings/members', (c) => showMembers(c));
  routes.post('/settings/members', (c) => invite(c, parts));
  routes.post('/settings/members/invitations/:id/withdraw', (c) => withdrawInvitation(c));
  routes.get('/settings/members/:id', (c) => showMember(c));
  routes.post('/settings/members/:id/role', (c) => changeRole(c));
  routes.post('/settings/members/:id/remove', (c) => removeMember(c, parts));
  return routes;
}
