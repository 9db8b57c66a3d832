import { commit, prepare, VersionConflict, write, type Commit } from './commit.ts';
import { aloneEach, gathered, gatheredReads } from './gathered.ts';
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
  const load = gatheredReads((wanted: readonly Wanted[]) => loadStates(db, wanted, policyFor));
  const commitOne = gathered((commits: readonly Commit[]) => commitEach(db, commits));
  return {
    load,
    commit: async (decided) => {
      await commitOne(decided);
    },
  };
}

/** All of them in one statement; where one of them cannot be written, each by itself. */
async function commitEach(db: Db, commits: readonly Commit[]): Promise<readonly (true | Error)[]> {
  if (commits.length === 1) return aloneEach(commits, (each) => commitAlone(db, each));
  let sent = false;
  try {
    const prepared = prepare(commits);
    sent = true;
    await write(db, prepared);
    return commits.map(() => true);
  } catch (error) {
    // Whatever else went wrong on its way, it may have been written all the same.
    if (sent && !(error instanceof VersionConflict || isRefused(error))) throw error;
    return aloneEach(commits, (each) => commitAlone(db, each));
  }
}

async function commitAlone(db: Db, decided: Commit): Promise<true> {
  await commit(db, [decided]);
  return true;
}
