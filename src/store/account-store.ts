import { commit, VersionConflict, type Commit } from './commit.ts';
import { gathered } from './gathered.ts';
import { loadStates, type Loaded, type PolicyFor, type Wanted } from './load.ts';
import type { Db } from './rows.ts';
import { isRefused } from './transactions.ts';

/** Accounts as a process reads and writes them outside of transactions, many at one moment in one statement. */
export interface AccountStore {
  /** An account, or null when there is no such one. */
  load(wanted: Wanted): Promise<Loaded | null>;
  /** Throws `VersionConflict` when the account is not as it was decided on; nothing is written then. */
  commit(decided: Commit): Promise<void>;
}

export function createAccountStore(db: Db, policyFor: PolicyFor): AccountStore {
  const load = gathered((wanted: readonly Wanted[]) => loadStates(db, wanted, policyFor));
  const write = gathered((commits: readonly Commit[]) => commitEach(db, commits));
  return {
    load,
    commit: async (decided) => {
      await write(decided);
    },
  };
}

/** All of them in one statement; where one of them cannot be written, each by itself. */
async function commitEach(db: Db, commits: readonly Commit[]): Promise<readonly (true | Error)[]> {
  try {
    await commit(db, commits);
    return commits.map(() => true);
  } catch (error) {
    // Whatever else went wrong, it may have been written all the same.
    const nothingWritten = error instanceof VersionConflict || isRefused(error);
    if (commits.length === 1 || !nothingWritten) throw error;
    return Promise.all(commits.map((each) => commitAlone(db, each)));
  }
}

async function commitAlone(db: Db, decided: Commit): Promise<true | Error> {
  try {
    await commit(db, [decided]);
    return true;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
