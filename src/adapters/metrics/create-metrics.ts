import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Backlog, Metrics } from '../../ports/metrics.ts';

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const READING_MS = 3_000;

/** Counts for Prometheus; `readBacklog` is asked whenever somebody reads. */
export function createMetrics(readBacklog: () => Promise<Backlog>): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const requests = new Counter({
    name: 'fairwell_http_requests_total',
    help: 'Requests that were answered, by the pattern of the path.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'fairwell_http_request_duration_seconds',
    help: 'How long answers took.',
    labelNames: ['method', 'route'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const commands = new Counter({
    name: 'fairwell_commands_total',
    help: 'Commands by outcome: accepted, replayed, failed, or the code of the refusal.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const charges = new Counter({
    name: 'fairwell_charges_total',
    help: 'Answers of the payment provider that were recorded, by outcome, repeated ones included.',
    labelNames: ['outcome'],
    registers,
  });
  const mails = new Counter({
    name: 'fairwell_mails_total',
    help: 'Mails by outcome; one that failed is tried again, and each try counts.',
    labelNames: ['outcome'],
    registers,
  });
  const show = backlogGauges(registers);
  return {
    request: ({ method, route, status, seconds }) => {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, seconds);
    },
    command: (command, outcome) => commands.inc({ command, outcome }),
    charge: (outcome) => charges.inc({ outcome }),
    mail: (outcome) => mails.inc({ outcome }),
    text: async () => {
      // without a database the counts are still worth reading
      show(await withinTime(readBacklog()));
      return { type: register.contentType, body: await register.metrics() };
    },
  };
}

/** Shows what waits; null takes it away, because nobody knows. */
function backlogGauges(registers: Registry[]): (backlog: Backlog | null) => void {
  const gauge = (name: string, help: string) => new Gauge({ name: `fairwell_${name}`, help, registers });
  const byKind = (name: string, help: string) =>
    new Gauge({ name: `fairwell_${name}`, help, labelNames: ['kind'], registers });
  const reachable = gauge('database_reachable', 'Whether the database answered when this was read.');
  const due = gauge('due_accounts', 'Accounts for which something is due and not carried out; 10000 means or more.');
  const dueAge = gauge('due_oldest_seconds', 'For how long the longest of these has been due.');
  const depth = byKind('outbox_waiting', 'Effects that wait or are being carried out; 10000 means or more.');
  const age = byKind('outbox_oldest_seconds', 'How long ago the oldest of these was written.');
  const failed = byKind('outbox_failed', 'Of these, how many failed when last tried.');
  return (backlog) => {
    reachable.set(backlog === null ? 0 : 1);
    for (const one of [due, dueAge]) one.remove();
    for (const one of [depth, age, failed]) one.reset();
    if (backlog === null) return;
    due.set(backlog.due.count);
    dueAge.set(backlog.due.oldestSeconds);
    for (const { kind, count, oldestSeconds, failed: failures } of backlog.outbox) {
      depth.set({ kind }, count);
      age.set({ kind }, oldestSeconds);
      failed.set({ kind }, failures);
    }
  };
}

async function withinTime(reading: Promise<Backlog>): Promise<Backlog | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), READING_MS);
  });
  const answer = await Promise.race([reading.catch(() => null), late]);
  clearTimeout(timer);
  return answer;
}
