import type { ErrorHandler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { UnknownAccount } from '../actions/perform.ts';
import { Button } from '../ui/components/button.tsx';
import { problemPageTexts, problemTexts } from '../ui/messages/portal.ts';
import type { Problem } from '../ui/messages/portal.ts';
import type { PortalContext, PortalEnv } from './context.ts';
import { showBarePage } from './page.tsx';

/** Thrown where a request cannot be read; answered with 400. */
export class BadRequest extends Error {
  readonly problem: Problem;
  constructor(problem: 'bad_request' | 'repeated') {
    super(problem);
    this.problem = problem;
  }
}

/** Thrown where something does not exist, or is not this account's; answered with 404. */
export class NotFound extends Error {}

/** Answers with a calm page that says what is wrong and what to do. */
export async function showProblem(c: PortalContext, problem: Problem, status: ContentfulStatusCode): Promise<Response> {
  const { title, text } = problemTexts[problem];
  const ours = status >= 500;
  if (!ours) await recognise(c);
  return showBarePage(
    c,
    { title, width: 'text', status },
    <>
      <p>{text}</p>
      {ours ? <p class="hint">{problemPageTexts.request(c.get('requestId'))}</p> : null}
      <div class="button-row">
        <Button kind="secondary" href="/">
          {problemPageTexts.start}
        </Button>
        <Button kind="secondary" href="/help/contact">
          {problemPageTexts.contact}
        </Button>
      </div>
    </>,
  );
}

/** Requests may be turned away before it is known whose they are; members keep their menu all the same. */
async function recognise(c: PortalContext): Promise<void> {
  if (c.get('actor') !== null) return;
  try {
    c.set('actor', await c.get('app').auth.actorOf(c.req.raw.headers));
  } catch {
    // Without a database the page has no menu; the request was turned away for another reason.
  }
}

export const notFound: NotFoundHandler<PortalEnv> = (c) => showProblem(c, 'not_found', 404);

/** The last word on everything that was thrown. */
export const onError: ErrorHandler<PortalEnv> = (error, c) => {
  if (error instanceof NotFound) return showProblem(c, 'not_found', 404);
  if (error instanceof BadRequest) return showProblem(c, error.problem, 400);
  // the demo was made anew under whoever asked
  if (error instanceof UnknownAccount) return c.redirect('/login', 303);
  const lost = isDatabaseLost(error);
  c.get('app').log.error(
    {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: withoutSecrets(c.req.path),
      error: { name: error.name, message: error.message, stack: error.stack },
    },
    lost ? 'the database cannot be reached' : 'a request failed',
  );
  const busy = !lost && isGivenUp(error);
  if (!lost && !busy) return showProblem(c, 'broken', 500);
  c.header('retry-after', '5');
  return showProblem(c, busy ? 'busy' : 'unavailable', 503);
};

/** Whether the database undid everything for somebody else's sake, also when it was asked again. */
function isGivenUp(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return code === '40001' || code === '40P01';
}

/** An address as it may be logged: whoever has an invitation's may join. */
function withoutSecrets(path: string): string {
  return path.replace(/^(\/invitations\/).+/, '$1…');
}

/** What the network, the driver and PostgreSQL say when there is no database to talk to. */
const LOST_CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|08...|25P0[34]|57P0[1-5]|53300)$/;
const LOST_MESSAGES =
  /connection (terminated|ended|closed)|terminating connection|timeout exceeded when trying to connect|not queryable|database is closed|PGlite is closed/i;

/** Whether an error, or what caused it, means that the database cannot be reached. */
export function isDatabaseLost(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && LOST_CODES.test(code)) return true;
    if (LOST_MESSAGES.test(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some((one) => isDatabaseLost(one))) return true;
  }
  return false;
}
