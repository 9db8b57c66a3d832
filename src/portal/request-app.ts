import type { PortalApp } from './context.ts';

/**
 * The app as one request sees it: an account that several parts of a page ask for is loaded once,
 * and again only after a command.
 */
export function appForRequest(app: PortalApp): PortalApp {
  const views = new Map<string, ReturnType<PortalApp['view']>>();
  return {
    ...app,
    view(accountId) {
      const known = views.get(accountId) ?? app.view(accountId);
      views.set(accountId, known);
      return known;
    },
    async perform(...command) {
      try {
        return await app.perform(...command);
      } finally {
        views.clear();
      }
    },
  };
}
