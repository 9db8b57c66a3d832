import type { Config } from '../config.ts';
import type { Backlog } from '../ports/metrics.ts';
import type { databaseFacts } from '../queries/database-facts.ts';

/** What one check found; what fails makes the doctor's exit code 1. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail' | 'skip';
  readonly name: string;
  readonly sentence: string;
}

const SKEW_WARN_MS = 1_000;
const SKEW_FAIL_MS = 30_000;
const LATE_WARN_SECONDS = 5 * 60;
const LATE_FAIL_SECONDS = 60 * 60;

/** What the settings say about each other. */
export function checkConfiguration(config: Config): Finding {
  const name = 'configuration';
  const { mode, baseUrl, trustProxy } = config;
  if (mode === 'production' && config.databaseUrl === null) {
    return { state: 'warn', name, sentence: 'production on the embedded database, which may lose the last seconds.' };
  }
  if (baseUrl.startsWith('https:') && !trustProxy) {
    return {
      state: 'warn',
      name,
      sentence: 'BASE_URL is https but TRUST_PROXY is not set: limits count the proxy instead of the customers.',
    };
  }
  return { state: 'ok', name, sentence: `the settings fit together (${mode}, ${baseUrl}).` };
}

/** Whether the clocks of the database and of this machine agree. */
export function checkClock({ aheadMs }: Awaited<ReturnType<typeof databaseFacts>>): Finding {
  const apart = Math.abs(aheadMs);
  const state = apart > SKEW_FAIL_MS ? 'fail' : apart > SKEW_WARN_MS ? 'warn' : 'ok';
  const sentence =
    state === 'ok'
      ? `the database's clock and this machine's agree within ${apart} ms.`
      : `the database's clock is ${spell(apart / 1_000)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's.`;
  return { state, name: 'clock', sentence };
}

/** Whether what is due is carried out. */
export function checkDue({ due }: Backlog): Finding {
  const name = 'due backlog';
  if (due.count === 0) return { state: 'ok', name, sentence: 'nothing is due that is not carried out.' };
  return {
    state: lateness(due.oldestSeconds),
    name,
    sentence: `something is due for ${due.count} accounts, the longest for ${spell(due.oldestSeconds)}.`,
  };
}

/** Whether effects are carried out. */
export function checkOutbox({ outbox }: Backlog): Finding {
  const name = 'outbox';
  const waiting = outbox.filter(({ count }) => count > 0);
  if (waiting.length === 0) return { state: 'ok', name, sentence: 'no effect waits.' };
  const failed = waiting.reduce((sum, each) => sum + each.failed, 0);
  const oldest = Math.max(...waiting.map(({ oldestSeconds }) => oldestSeconds));
  const late = lateness(oldest);
  return {
    state: late === 'ok' && failed > 0 ? 'warn' : late,
    name,
    sentence:
      `${waiting.map(({ kind, count }) => `${count} ${kind}`).join(', ')} wait, the oldest for ${spell(oldest)}; ` +
      `${failed} failed when last tried.`,
  };
}

function lateness(seconds: number): Finding['state'] {
  if (seconds > LATE_FAIL_SECONDS) return 'fail';
  return seconds > LATE_WARN_SECONDS ? 'warn' : 'ok';
}

function spell(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
