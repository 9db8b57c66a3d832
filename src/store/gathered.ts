import DataLoader from 'dataloader';

/** More than this in one statement gains nothing. */
const MOST_AT_ONCE = 100;

/**
 * Lets calls that come at one moment go to the database together: those whose requests were read in one turn of
 * the event loop. Nobody waits for others that may come; the busier the process, the more of them share a round trip.
 * @param answerAll one answer for each, in their order; an `Error` is thrown to the one whose answer it is
 */
export function gathered<Asked, Answer>(
  answerAll: (asked: readonly Asked[]) => Promise<readonly (Answer | Error)[]>,
): (asked: Asked) => Promise<Answer> {
  const loader = new DataLoader(answerAll, {
    cache: false,
    maxBatchSize: MOST_AT_ONCE,
    batchScheduleFn: (send) => setImmediate(send),
  });
  return (asked) => loader.load(asked);
}
