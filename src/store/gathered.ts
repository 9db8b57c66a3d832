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

/** The same for what only reads: where it cannot be read together, each is read alone, and only what is wrong fails. */
export function gatheredReads<Asked, Answer>(
  readAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (asked: Asked) => Promise<Answer> {
  return gathered<Asked, Answer>(async (asked) => {
    try {
      return await readAll(asked);
    } catch (error) {
      if (asked.length === 1) throw error;
      return aloneEach(asked, async (each) => {
        const [answer] = await readAll([each]);
        return answer as Answer;
      });
    }
  });
}

/** Does it for each alone; what is thrown is the answer. */
export function aloneEach<Asked, Answer>(
  asked: readonly Asked[],
  answer: (asked: Asked) => Promise<Answer>,
): Promise<readonly (Answer | Error)[]> {
  return Promise.all(
    asked.map((each) =>
      answer(each).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    ),
  );
}
