import { Hono } from 'hono';
import type { PortalEnv } from '../context.ts';
import { askForReset, resetPassword, showForgotten, showReset, showSent } from './forgotten-password.tsx';
import { joinByInvitation, showInvitation } from './invitation.tsx';
import { logIn, logOut, showLogIn } from './log-in.tsx';
import type { SignInParts } from './parts.ts';
import { showSignUp, signUp } from './sign-up.tsx';

/** The pages for whoever is not logged in yet, and the way out. */
export function signInRoutes(parts: SignInParts): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  routes.get('/login', (c) => showLogIn(c));
  routes.post('/login', (c) => logIn(c, parts));
  routes.post('/logout', (c) => logOut(c, parts));
  routes.get('/signup', (c) => showSignUp(c));
  routes.post('/signup', (c) => signUp(c, parts));
  routes.get('/forgot-password', (c) => showForgotten(c));
  routes.post('/forgot-password', (c) => askForReset(c, parts));
  routes.get('/forgot-password/sent', (c) => showSent(c));
  routes.get('/reset-password', (c) => showReset(c, parts));
  routes.post('/reset-password', (c) => resetPassword(c, parts));
  routes.get('/invitations/:token', (c) => showInvitation(c));
  routes.post('/invitations/:token', (c) => joinByInvitation(c, parts));
  return routes;
}
