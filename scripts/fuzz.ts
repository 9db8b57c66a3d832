// npm run fuzz -- --requests 100000 --seed S: sends requests that nobody should send to a program of its own.
import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { fuzz } from '../test/fuzz/fuzz.ts';
import { startPostgres } from '../test/testkit/postgres-server.ts';

const atLeast = (least: number) => (text: string) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new InvalidArgumentError(`must be a whole number of ${least} or more`);
  }
  return number;
};

const { requests, seed, lanes } = new Command('npm run fuzz --')
  .description('send requests that nobody should send to a program of its own, on a PostgreSQL of its own')
  .option('--requests <number>', 'how many', atLeast(10), 100_000)
  .option('--seed <text>', 'what they are made from', String(randomInt(1_000_000_000)))
  .option('--lanes <number>', 'how many at once', atLeast(1), 12)
  .parse()
  .opts<{ requests: number; seed: string; lanes: number }>();

console.log(`seed ${seed}`);
const startedAt = performance.now();
const server = await startPostgres();
let failed: boolean;
try {
  const result = await fuzz(server.url, {
    requests,
    lanes,
    seed,
    report: (line) => console.log(`- ${line}`),
  });
  console.table(result.statuses);
  console.table(result.commands);
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    `${result.requests} requests in ${Math.round(seconds)} s; held after a collection: ${result.heldMb.join(', ')} MB`,
  );
  for (const failure of result.failures) console.error(failure);
  failed = result.failures.length > 0;
  console.log(failed ? `failed; --seed ${seed} shows it again` : 'no 500, nothing changed that nobody asked for');
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);
