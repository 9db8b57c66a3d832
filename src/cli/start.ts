import { Command, Option } from 'commander';
import { ROLES, type Role } from '../app.ts';
import { fail } from './said.ts';
import { serve } from './serve.ts';

/** `fairwell start`, which is also `npm start`. */
export function startCommand(): Command {
  return new Command('start')
    .description('serve pages, carry out what is due, or both (--role web|worker|all)')
    .addOption(
      new Option('--role <role>', 'web: pages only; worker: timers and effects only')
        .choices(ROLES)
        .default('all' satisfies Role),
    )
    .addHelpText(
      'after',
      `
Settings come from the environment: PORT, HOST, BASE_URL, DATABASE_URL, FAIRWELL_DATA_DIR and others, which
docs/operations.md lists. Without DATABASE_URL an embedded database is used, which serves one process: web and worker
need DATABASE_URL.`,
    )
    .action(async ({ role }: { readonly role: Role }) => {
      try {
        await serve(role);
      } catch (error) {
        fail(error);
      }
    });
}
